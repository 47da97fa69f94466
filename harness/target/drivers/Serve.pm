# SPDX-License-Identifier: MIT
# What the drivers in Perl share: the lines of JSON of harness/play/driver.h, in and out.
package Serve;
use strict;
use warnings;
use JSON::PP ();

my $json = JSON::PP->new->utf8->canonical;

sub say {
    my ($message) = @_;
    local $| = 1;
    print $json->encode($message), "\n";
}

# The exchange returns a status and the content, or dies with what its caller would have seen.
sub serve {
    my ($driver, $version, $features, $exchange) = @_;
    my @base = qw(head post method fields status limit);
    Serve::say({driver => $driver, version => "$version", features => [@base, @$features]});
    while (my $line = <STDIN>) {
        my $request = $json->decode($line);
        my ($status, $content) = eval { $exchange->($request) };
        my $error = $@;
        chomp $error;
        if ($error ne '' || !defined $status) {
            Serve::say({id => $request->{id}, status => undef, content => '',
                    error => $error || 'no status'});
        } else {
            Serve::say({id => $request->{id}, status => $status + 0, error => undef,
                    content => substr($content // '', 0, 65536)});
        }
    }
}

1;
