/* SPDX-License-Identifier: MIT */
/* Reading what has to be known of a request. */
#include "peer/facts.h"

#include "oracle/head.h"
#include "peer/token.h"

static void read_expectation(struct facts *facts, struct octets head)
{
    struct octets value;
    if (!head_find(head, OCTETS("Expect"), &value))
        return;
    facts->expects_100 = head_has_token(head, OCTETS("Expect"), OCTETS("100-continue"));
    facts->expects_100_lower = octets_find(value, OCTETS("100-continue")) != SIZE_MAX;
    facts->expects_spelled = octets_find(head, OCTETS("\nExpect:")) != SIZE_MAX;
    facts->expects_other = !facts->expects_100;
}

void facts_read(struct facts *facts, struct octets head)
{
    const struct octets method = head_word(head, 0), version = head_word(head, 2);
    struct octets value;
    *facts = (struct facts){.http10 = octets_equal(version, OCTETS("HTTP/1.0"))};
    content_of_request(&facts->content, head);
    facts->valid = token_is(method) && head_word(head, 1).len > 0 &&
                   (facts->http10 || octets_equal(version, OCTETS("HTTP/1.1"))) &&
                   facts->content.framing != FRAMING_BAD;
    facts->head = octets_equal(method, OCTETS("HEAD"));
    facts->get = octets_equal(method, OCTETS("GET"));
    facts->connect = octets_equal(method, OCTETS("CONNECT"));
    facts->keep_alive =
        !facts->http10 && !head_has_token(head, OCTETS("Connection"), OCTETS("close"));
    facts->upgrade = head_find(head, OCTETS("Upgrade"), &value) &&
                     head_has_token(head, OCTETS("Connection"), OCTETS("upgrade"));
    read_expectation(facts, head);
}
