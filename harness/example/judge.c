/* SPDX-License-Identifier: MIT */
/* A test of one's own: judges the responses on standard input, to one GET request.
 * Build it with: cc judge.c $(pkg-config --cflags --libs interim) */
#include <interim.h>

#include <stdio.h>

static void tell(void *user, const struct interim_finding *finding)
{
    const struct interim_requirement *row = finding->requirement;
    int *broken = user;
    printf("%s (%s, %s): %s, at octet %llu\n", row->id, interim_level_name(row->level),
           row->source, finding->detail, (unsigned long long)finding->offset);
    *broken += finding->binding;
}

int main(void)
{
    static const char SENT[] = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    struct interim_request request = {.size = sizeof request};
    struct interim_oracle oracle;
    unsigned char octets[4096];
    size_t len;
    int broken = 0;
    const struct interim_sink sink = {
        .size = sizeof sink, .finding = tell, .user = &broken};

    interim_oracle_init(&oracle, NULL, &sink);
    interim_request_read(&request, SENT, sizeof SENT - 1);
    interim_oracle_request(&oracle, &request);
    while ((len = fread(octets, 1, sizeof octets, stdin)) > 0)
        interim_oracle_feed(&oracle, octets, len, 0);
    interim_oracle_end(&oracle, INTERIM_CLOSED, 0);
    return broken > 0;
}
