/* SPDX-License-Identifier: MIT */
/* Status codes and coded URLs in turn: one step an octet. */
#include "oracle/status_uri.h"

enum state {
    BEFORE_CODE, /* where the value may end */
    CODE,
    BEHIND_CODE,  /* white space, or the "<" */
    URL_START,    /* behind the "<": a letter begins the scheme */
    SCHEME,       /* up to its colon */
    BEHIND_COLON, /* an absolute URI has something here */
    URL           /* up to the ">" */
};

static bool is_space(unsigned char octet)
{
    return octet == ' ' || octet == '\t';
}

static bool is_digit(unsigned char octet)
{
    return octet >= '0' && octet <= '9';
}

static bool is_letter(unsigned char octet)
{
    return (octet | 0x20) >= 'a' && (octet | 0x20) <= 'z';
}

static bool in_scheme(unsigned char octet)
{
    return is_letter(octet) || is_digit(octet) || octet == '+' || octet == '-' ||
           octet == '.';
}

/* An octet that a URI may hold, escapes not looked into. */
static bool in_url(unsigned char octet)
{
    return octet > ' ' && octet < 0x7f && octet != '<' && octet != '>' && octet != '"';
}

/* The state behind a status code of these octets, which must be three digits. */
static bool code(struct status_uri *uri, unsigned char octet)
{
    if (is_digit(octet) && uri->digits < 3) {
        uri->state = CODE;
        uri->digits++;
        return true;
    }
    if (uri->digits != 3)
        return false;
    uri->digits = 0;
    uri->state = octet == '<' ? URL_START : BEHIND_CODE;
    return octet == '<' || is_space(octet);
}

static bool url(struct status_uri *uri, unsigned char octet)
{
    if (uri->state == URL && octet == '>') {
        uri->state = BEFORE_CODE;
        return true;
    }
    uri->state = URL;
    return in_url(octet);
}

/* false where the octet cannot stand there. */
static bool step(struct status_uri *uri, unsigned char octet)
{
    switch ((enum state)uri->state) {
    case BEFORE_CODE:
        return is_space(octet) || octet == ',' || code(uri, octet);
    case CODE:
        return code(uri, octet);
    case BEHIND_CODE:
        uri->state = octet == '<' ? URL_START : BEHIND_CODE;
        return octet == '<' || is_space(octet);
    case URL_START:
        uri->state = SCHEME;
        return is_letter(octet);
    case SCHEME:
        uri->state = octet == ':' ? BEHIND_COLON : SCHEME;
        return octet == ':' || in_scheme(octet);
    case BEHIND_COLON:
    case URL:
        return url(uri, octet);
    }
    return false;
}

void status_uri_octets(struct status_uri *uri, struct octets octets, uint64_t offset)
{
    for (size_t at = 0; at < octets.len && !uri->bad; at++) {
        uri->bad = !step(uri, octets.ptr[at]);
        uri->bad_offset = offset + at;
    }
}

bool status_uri_end(struct status_uri *uri, uint64_t offset)
{
    if (!uri->bad && uri->state != BEFORE_CODE) {
        uri->bad = true;
        uri->bad_offset = offset;
    }
    return !uri->bad;
}
