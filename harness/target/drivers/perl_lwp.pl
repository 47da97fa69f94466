# SPDX-License-Identifier: MIT
# Driver (harness/play/driver.h) for LWP::UserAgent: connections kept, no redirects, no proxies. What
# LWP makes up as a 500 of its own is an error.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use HTTP::Request;
use LWP::UserAgent;
use Serve;

my $agent = LWP::UserAgent->new(keep_alive => 5, requests_redirectable => [], env_proxy => 0);

sub exchange {
    my ($asked) = @_;
    $agent->timeout($asked->{timeout_ms} / 1000);
    my $request = HTTP::Request->new($asked->{method}, $asked->{url});
    $request->push_header(@$_) for @{$asked->{fields}};
    if (defined $asked->{content}) {
        $request->content($asked->{content});
        $request->header('Content-Length' => length $asked->{content});
    }
    my $response = $agent->request($request);
    die $response->status_line . "\n" if $response->header('Client-Warning');
    die $response->header('X-Died') . "\n" if $response->header('X-Died');
    die "aborted\n" if $response->header('Client-Aborted');
    return ($response->code, $response->content);
}

Serve::serve('lwp', $LWP::UserAgent::VERSION, ['reuse'], \&exchange);
