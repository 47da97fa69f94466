# SPDX-License-Identifier: MIT
# Driver (harness/play/driver.h) for HTTP::Tiny: one object with its connection, no redirects, no
# proxies. What it makes up as a 599 is an error.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use HTTP::Tiny;
use Serve;

my $client = HTTP::Tiny->new(max_redirect => 0, proxy => undef, http_proxy => undef);

sub exchange {
    my ($asked) = @_;
    my %fields;
    push @{$fields{$_->[0]}}, $_->[1] for @{$asked->{fields}};
    my %options = (headers => \%fields);
    $options{content} = $asked->{content} if defined $asked->{content};
    $client->timeout($asked->{timeout_ms} / 1000);
    my $response = $client->request($asked->{method}, $asked->{url}, \%options);
    die $response->{content} if $response->{status} == 599;
    return ($response->{status}, $response->{content});
}

Serve::serve('http-tiny', $HTTP::Tiny::VERSION, ['reuse'], \&exchange);
