/* SPDX-License-Identifier: MIT */
/* A small grammar of valid exchanges, walked by a generator of numbers. */
#include "salvo/make.h"

#include "mutate/random.h"

#include <string.h>

/* Marks of a capture (mutate/capture.h). */
#define REQUEST_MARK  "\x1e>"
#define RESPONSE_MARK "\x1e<"
#define CHUNKS        "10\r\n{token}\r\n0\r\n\r\n"
#define PAUSE_MARK    "\x1e~"

enum { ODD_CODES = 96, CODES = 4, INTERIMS = 5, MANY = 11 };

static bool chance(struct random *random, size_t one_in)
{
    return random_below(random, one_in) == 0;
}

/* Any of 102 to 199: 102 and 103 half the time. */
static unsigned any_code(struct random *random)
{
    return chance(random, 2) ? 102 + (unsigned)random_below(random, 2)
                             : 104 + (unsigned)random_below(random, ODD_CODES);
}

/* ------------------------------------------------------------ requests */

static void add_query(struct random *random, struct buf *out)
{
    static const char *const FINALS[] = {"200", "200", "200", "404", "204", "503"};
    static const char *const WHENS[] = {"before", "after-content"};
    const size_t codes = random_below(random, CODES + 1);
    for (size_t at = 0; at < codes; at++)
        buf_printf(out, "%s%u", at == 0 ? "?interim=" : ",", any_code(random));
    buf_printf(out, "%sfinal=%s&token={token}", codes == 0 ? "?" : "&",
               FINALS[random_below(random, sizeof FINALS / sizeof FINALS[0])]);
    if (chance(random, 3))
        buf_printf(out, "&when=%s", WHENS[random_below(random, 2)]);
}

static void add_content(struct random *random, bool expects, struct buf *out)
{
    const bool chunked = chance(random, 2);
    buf_add_text(out, chunked ? "Transfer-Encoding: chunked\r\n\r\n"
                              : "Content-Length: 5\r\n\r\n");
    if (expects)
        buf_add_text(out, PAUSE_MARK);
    if (expects || chance(random, 3))
        buf_add_text(out, REQUEST_MARK);
    buf_add_text(out, chunked ? "5\r\nhello\r\n0\r\n\r\n" : "hello");
}

static const char *const EXPECTS[] = {
    "Expect: 100-continue\r\n", "Expect: 100-continue\r\n", "Expect: 100-Continue\r\n",
    "expect: 100-continue\r\n"};

static void add_request(const struct play_config *target, struct random *random,
                        struct buf *out)
{
    const bool triggered = target->trigger && !chance(random, 4);
    const bool post = chance(random, 3);
    const bool http10 = chance(random, 8);
    const bool expects = post && chance(random, 2);
    buf_printf(out, "%s %s",
               post                ? "POST"
               : chance(random, 6) ? "HEAD"
                                   : "GET",
               triggered ? "{trigger}"
               : post    ? "{post}"
                         : "{path}");
    if (triggered)
        add_query(random, out);
    buf_printf(out, " HTTP/1.%d\r\nHost: {authority}\r\n", !http10);
    if (!http10 && chance(random, 8))
        buf_add_text(out, "Upgrade: echo\r\nConnection: Upgrade\r\n");
    else if (chance(random, 10))
        buf_add_text(out, "Connection: close\r\n");
    else if (http10 && chance(random, 2))
        buf_add_text(out, "Connection: keep-alive\r\n");
    if (expects)
        buf_add_text(out,
                     EXPECTS[random_below(random, sizeof EXPECTS / sizeof EXPECTS[0])]);
    if (post && !http10)
        add_content(random, expects, out);
    else
        buf_add_text(out, post ? "Content-Length: 5\r\n\r\nhello" : "\r\n");
}

void make_requests(const struct play_config *target, uint64_t seed, struct buf *out)
{
    struct random random = {seed};
    const size_t count = chance(&random, 3) ? 1 + random_below(&random, 3) : 1;
    buf_add_text(out, REQUEST_MARK);
    for (size_t at = 0; at < count; at++)
        add_request(target, &random, out);
}

/* ------------------------------------------------------------ responses */

static void add_interim(struct random *random, struct buf *out)
{
    static const char *const REASONS[] = {"Processing", "", "OK", "200 OK"};
    static const char *const FIELDS[] = {"", "", "Link: </a.css>; rel=preload\r\n",
                                         "X: y\r\n"};
    static const char *const ODD[] = {
        "Content-Length: 16\r\n", "Content-Length: 0\r\n", "Content-Length: 4096\r\n",
        "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\n"};
    const unsigned code = chance(random, 6) ? 100 : any_code(random);
    buf_printf(out, "HTTP/1.1 %u %s\r\n%s%s%s\r\n", code,
               REASONS[random_below(random, sizeof REASONS / sizeof REASONS[0])],
               chance(random, 20)  ? PAUSE_MARK RESPONSE_MARK
               : chance(random, 5) ? RESPONSE_MARK
                                   : "",
               FIELDS[random_below(random, sizeof FIELDS / sizeof FIELDS[0])],
               chance(random, 7) ? ODD[random_below(random, sizeof ODD / sizeof ODD[0])]
                                 : "");
    if (chance(random, 3))
        buf_add_text(out, RESPONSE_MARK);
}

static void add_final(struct random *random, struct buf *out)
{
    static const char *const FORMS[] = {
        "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{token}",
        "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{token}",
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" CHUNKS),
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{token}",
        "HTTP/1.1 404 Not Found\r\nContent-Length: 16\r\n\r\n{token}",
        "HTTP/1.1 204 No Content\r\n\r\n",
    };
    buf_add_text(out, FORMS[random_below(random, sizeof FORMS / sizeof FORMS[0])]);
}

void make_responses(uint64_t seed, struct buf *out)
{
    static const char *const ENDS[] = {"\x1e_", "\x1e_", "\x1e.", "\x1e!"};
    struct random random = {seed};
    const size_t interims = random_below(&random, chance(&random, 5) ? MANY : INTERIMS);
    buf_add_text(out, RESPONSE_MARK);
    for (size_t at = 0; at < interims; at++)
        add_interim(&random, out);
    if (chance(&random, 10)) { /* and no final response, or half of one */
        if (chance(&random, 2))
            buf_add_text(out, "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{tok");
        buf_add_text(out, "\x1e.");
        return;
    }
    add_final(&random, out);
    if (chance(&random,
               12)) { /* and what nobody asked for, right behind it, or later */
        buf_add_text(out, chance(&random, 2) ? PAUSE_MARK RESPONSE_MARK : "");
        add_final(&random, out);
    }
    buf_add_text(out, ENDS[random_below(&random, 3)]);
}

/* ------------------------------------------------------------ placeholders */

static void add_path(struct buf *out, const char *path)
{
    buf_add_text(out, path && path[0] ? path : "/");
}

static void add_token(const struct making *making, uint32_t ordinal, struct buf *out)
{
    unsigned char token[TOKEN_OCTETS];
    const uint32_t step = making->one || ordinal >= MAKE_TOKENS ? 0 : ordinal;
    token_write(making->tokens, making->first + step, token);
    buf_add(out, (struct octets){token, sizeof token});
}

/* Replaces the placeholder at the start of text. Returns its length, 0: it is none. */
static size_t expand_one(const struct making *making, struct octets text,
                         uint32_t *ordinal, struct buf *out)
{
    const struct play_config *target = making->target;
    if (octets_starts_with(text, OCTETS("{token}"))) {
        add_token(making, (*ordinal)++, out);
        return 7;
    }
    if (octets_starts_with(text, OCTETS("{authority}"))) {
        buf_add_text(out, target->authority ? target->authority : "a");
        return 11;
    }
    if (octets_starts_with(text, OCTETS("{trigger}"))) {
        add_path(out, target->trigger);
        return 9;
    }
    if (octets_starts_with(text, OCTETS("{path}"))) {
        buf_add_text(out, target->path ? target->path : "");
        buf_add_text(out, "/");
        return 6;
    }
    if (octets_starts_with(text, OCTETS("{post}"))) {
        add_path(out, target->post_path ? target->post_path : target->trigger);
        return 6;
    }
    return 0;
}

void make_expand(const struct making *making, struct octets text, struct buf *out)
{
    uint32_t ordinal = 0;
    while (text.len > 0) {
        const unsigned char *brace = memchr(text.ptr, '{', text.len);
        const size_t plain = brace ? (size_t)(brace - text.ptr) : text.len;
        buf_add(out, octets_slice(text, 0, plain));
        text = octets_slice(text, plain, text.len);
        if (text.len == 0)
            break;
        const size_t len = expand_one(making, text, &ordinal, out);
        if (len == 0)
            buf_add_octet(out, '{');
        text = octets_slice(text, len == 0 ? 1 : len, text.len);
    }
}
