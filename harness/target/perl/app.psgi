# SPDX-License-Identifier: MIT
# A PSGI application that reads the content and answers, none to HEAD, as frameworks do; PSGI has nothing for interim responses. With
# INTERIM_JOB set every answer is a 102 with content, the common mistake.
sub {
    my $env = shift;
    my $length = $env->{CONTENT_LENGTH} || 0;
    $env->{'psgi.input'}->read(my $content, $length) if $length;
    my @fields = ('Content-Type' => 'text/plain', 'Content-Length' => 6);
    return [$ENV{INTERIM_JOB} ? 102 : 200, \@fields, [$env->{REQUEST_METHOD} eq 'HEAD' ? () : "hello\n"]];
};
