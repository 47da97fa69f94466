# SPDX-License-Identifier: MIT
# Driver (harness/play/driver.h) for Mojo::UserAgent: connections kept, no redirects, no proxies. Its
# time limit is for silence.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Mojo::UserAgent;
use Mojolicious;
use Serve;

my $agent = Mojo::UserAgent->new(max_redirects => 0);

sub exchange {
    my ($asked) = @_;
    my %fields;
    push @{$fields{$_->[0]}}, $_->[1] for @{$asked->{fields}};
    $agent->inactivity_timeout($asked->{timeout_ms} / 1000);
    my $tx = $agent->build_tx($asked->{method} => $asked->{url} => \%fields,
        defined $asked->{content} ? $asked->{content} : ());
    $tx = $agent->start($tx);
    my $error = $tx->error;
    die $error->{message} . "\n" if $error && !$error->{code};
    return ($tx->res->code, $tx->res->body);
}

Serve::serve('mojo', $Mojolicious::VERSION, ['reuse'], \&exchange);
