# SPDX-License-Identifier: MIT
# HTTP::Daemon with a trigger: interim responses by send_status_line and send_crlf. One process a
# connection, as its manual shows. usage: http_daemon.pl PORT
use strict;
use warnings;
use HTTP::Daemon;
use HTTP::Response;
use Time::HiRes 'sleep';

$SIG{CHLD} = 'IGNORE';
my $daemon = HTTP::Daemon->new(LocalAddr => '127.0.0.1', LocalPort => $ARGV[0], ReuseAddr => 1,
    Listen => 64) or die "no port: $!";
while (1) {
    my $client = $daemon->accept or next;
    if (my $child = fork) { $client->close; next }
    while (my $request = $client->get_request) {
        my %query = $request->uri->query_form;
        my @asked = split /,/, $query{interim} // '';
        for my $code (@asked) {
            $client->send_status_line($code);
            $client->send_crlf;
            sleep(($query{gap_ms} // 0) / 1000);
        }
        my $response = HTTP::Response->new($query{final} // 200);
        $response->header('X-Interim-Asked' => join(',', @asked), 'X-Interim-Refused' => '');
        $response->content($query{token} // "hello\n") unless $response->code =~ /^(204|304)$/;
        $client->send_response($response);
    }
    exit 0;
}
