# SPDX-License-Identifier: MIT
# A PSGI application that reads the content and answers, with none to HEAD, as frameworks do; PSGI has
# nothing for interim responses. With INTERIM_JOB set a 102 is tried all the same: as the status of a
# job that is not ready, with content.
sub {
    my $env = shift;
    my $length = $env->{CONTENT_LENGTH} || 0;
    $env->{'psgi.input'}->read(my $content, $length) if $length;
    my %query = map { split /=/, $_, 2 } split /&/, $env->{QUERY_STRING} // '';
    my $asked = $query{interim} // '';
    my $job = $ENV{INTERIM_JOB} && $asked =~ /102/;
    my $text = $query{token} // "hello\n";
    my @fields = ('Content-Type' => 'text/plain', 'Content-Length' => length $text,
        'X-Interim-Asked' => $asked, 'X-Interim-Refused' => $asked);
    my $final = $job ? 102 : $query{final} // 200;
    return [$final, $final =~ /^(204|304)$/ ? [@fields[4 .. 7]] : \@fields,
        [$env->{REQUEST_METHOD} eq 'HEAD' || $final =~ /^(204|304)$/ ? () : $text]];
};
