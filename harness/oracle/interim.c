/* SPDX-License-Identifier: MIT */
/* libinterim's functions: the oracle behind structures that may grow.
 *
 * What a caller gives is copied into a structure of ours, as far as the caller's
 * version of it reaches; what it does not have is zero (or, of limits, what holds
 * unless told otherwise). The enumerations here and there have the same values, which
 * is checked. */
#include "oracle/interim.h"

#include "base/ensure.h"
#include "base/version.h"
#include "oracle/head.h"
#include "oracle/oracle.h"
#include "oracle/request.h"

#include <limits.h>
#include <string.h>

/* What lies in struct interim_oracle. */
struct handle {
    struct oracle oracle;
    struct oracle_limits limits;
    struct interim_sink sink;
};
_Static_assert(sizeof(struct handle) <= INTERIM_ORACLE_OCTETS,
               "it outgrew its storage");
_Static_assert(_Alignof(struct handle) <= _Alignof(struct interim_oracle), "likewise");
_Static_assert(INTERIM_NO_EXCHANGE == UINT_MAX, "as in oracle/event.h");

#define SAME(ours, theirs) _Static_assert((int)(ours) == (int)(theirs), #theirs)
SAME(LEVEL_MUST, INTERIM_LEVEL_MUST);
SAME(LEVEL_MUST_NOT, INTERIM_LEVEL_MUST_NOT);
SAME(LEVEL_SHOULD, INTERIM_LEVEL_SHOULD);
SAME(LEVEL_SHOULD_NOT, INTERIM_LEVEL_SHOULD_NOT);
SAME(LEVEL_MAY, INTERIM_LEVEL_MAY);
SAME(LEVEL_ADVICE, INTERIM_LEVEL_ADVICE);
SAME(BASIS_EXPLICIT, INTERIM_BASIS_EXPLICIT);
SAME(BASIS_GRAMMAR, INTERIM_BASIS_GRAMMAR);
SAME(BASIS_DERIVED, INTERIM_BASIS_DERIVED);
SAME(BASIS_NONE, INTERIM_BASIS_NONE);
SAME(HARM_LEAK, INTERIM_HARM_LEAK);
SAME(HARM_WRONG_ANSWER, INTERIM_HARM_WRONG_ANSWER);
SAME(HARM_HANG, INTERIM_HARM_HANG);
SAME(HARM_LOST, INTERIM_HARM_LOST);
SAME(HARM_COSMETIC, INTERIM_HARM_COSMETIC);
SAME(ORACLE_METHOD_OTHER, INTERIM_METHOD_OTHER);
SAME(ORACLE_METHOD_HEAD, INTERIM_METHOD_HEAD);
SAME(ORACLE_METHOD_CONNECT, INTERIM_METHOD_CONNECT);
SAME(ORACLE_INTERIM, INTERIM_INTERIM);
SAME(ORACLE_FINAL, INTERIM_FINAL);
SAME(ORACLE_CONTENT, INTERIM_CONTENT);
SAME(ORACLE_DONE, INTERIM_DONE);
SAME(ORACLE_TUNNEL, INTERIM_TUNNEL);
SAME(ORACLE_LOST, INTERIM_LOST);
SAME(ORACLE_ENDED, INTERIM_ENDED);
SAME(ORACLE_CLOSED, INTERIM_CLOSED);
SAME(ORACLE_RESET, INTERIM_RESET);
SAME(ORACLE_OPEN, INTERIM_OPEN);
SAME(ORACLE_MAX_OUTSTANDING, INTERIM_MAX_OUTSTANDING);

const char *interim_version(void)
{
    return INTERIM_VERSION;
}

/* ---------------------------------------------------------------- requirements */

static const struct interim_requirement REQUIREMENTS[] = {
#define REQUIREMENT(name, id, level, gateway, basis, source, harm, seen, sentence)     \
    {sizeof(struct interim_requirement),                                               \
     id,                                                                               \
     (enum interim_level)(level),                                                      \
     (enum interim_level)(gateway),                                                    \
     (enum interim_basis)(basis),                                                      \
     (enum interim_harm)(harm),                                                        \
     (seen) == BY_STREAM,                                                              \
     source,                                                                           \
     sentence},
#include "oracle/requirement.def"
#undef REQUIREMENT
};

const struct interim_requirement *interim_requirement_at(size_t index)
{
    return index < REQUIREMENT_COUNT ? &REQUIREMENTS[index] : NULL;
}

const struct interim_requirement *interim_requirement_find(const char *id)
{
    return interim_requirement_at((size_t)requirement_find(octets_of(id)));
}

const char *interim_level_name(enum interim_level level)
{
    return (unsigned)level < LEVEL_COUNT ? level_name((enum level)level) : "";
}

const char *interim_basis_name(enum interim_basis basis)
{
    return (unsigned)basis < BASIS_COUNT ? basis_name((enum basis)basis) : "";
}

const char *interim_harm_name(enum interim_harm harm)
{
    return (unsigned)harm < HARM_COUNT ? harm_name((enum harm)harm) : "";
}

/* ---------------------------------------------------------------- structures */

/* The size with which each structure of a caller begins. */
static size_t size_of(const void *given)
{
    size_t size;
    memcpy(&size, given, sizeof size);
    ENSURE(size > sizeof size); /* it was set */
    return size;
}

/* Copies what the caller's version of a structure has. */
static void take(void *own, size_t own_size, const void *given)
{
    const size_t size = size_of(given);
    memcpy(own, given, size < own_size ? size : own_size);
}

static struct octets view(const void *octets, size_t len)
{
    return (struct octets){octets, len};
}

static const struct handle *handle_of(const struct interim_oracle *oracle)
{
    return (const struct handle *)(const void *)oracle->opaque.octets;
}

static struct handle *handle_in(struct interim_oracle *oracle)
{
    return (struct handle *)(void *)oracle->opaque.octets;
}

/* ---------------------------------------------------------------- requests */

struct reading {
    struct interim_request request;
    bool done;
};

static void fill_request(void *user, const struct request_event *event)
{
    struct reading *reading = user;
    if (reading->done ||
        (event->kind != REQUEST_HEAD && event->kind != REQUEST_INVALID))
        return;
    const struct oracle_request *from = &event->request;
    reading->done = true;
    reading->request =
        (struct interim_request){.method = (enum interim_method)from->method,
                                 .http10 = from->http10,
                                 .expect_continue = from->expect_continue,
                                 .content_follows = from->content_follows,
                                 .content_sent = !from->content_follows,
                                 .invalid = from->invalid,
                                 .close = from->close};
}

bool interim_request_read(struct interim_request *request, const void *head, size_t len)
{
    struct reading reading = {.request = {.invalid = true}};
    struct interim_request *const own = &reading.request;
    struct request_reader reader;
    struct octets octets = view(head, len);
    octets = octets_slice(octets, 0, head_length(octets));
    request_reader_init(&reader, fill_request, &reading);
    request_reader_feed(&reader, octets);
    struct octets upgrade;
    if (!own->invalid && head_find(octets, OCTETS("Upgrade"), &upgrade)) {
        own->upgrade = upgrade.ptr;
        own->upgrade_len = upgrade.len;
    }
    /* A caller of another version has less room, or more. */
    own->size = size_of(request);
    memset(request, 0, own->size);
    memcpy(request, own, own->size < sizeof *own ? own->size : sizeof *own);
    return !own->invalid;
}

bool interim_oracle_request(struct interim_oracle *oracle,
                            const struct interim_request *request)
{
    struct interim_request own = {0};
    take(&own, sizeof own, request);
    const struct oracle_request sent = {
        .method = (enum oracle_method)own.method,
        .http10 = own.http10,
        .expect_continue = own.expect_continue,
        .content_follows = own.content_follows,
        .content_sent = own.content_sent,
        .invalid = own.invalid,
        .close = own.close,
        .upgrade = view(own.upgrade, own.upgrade ? own.upgrade_len : 0),
        .sent_ns = own.sent_ns};
    return oracle_request(&handle_in(oracle)->oracle, &sent);
}

void interim_oracle_content_sent(struct interim_oracle *oracle, unsigned exchange,
                                 int64_t at_ns)
{
    oracle_content_sent(&handle_in(oracle)->oracle, exchange, at_ns);
}

/* ---------------------------------------------------------------- responses */

static void pass_event(void *user, const struct oracle_event *from)
{
    const struct interim_sink *sink = user;
    const bool content = from->kind == ORACLE_CONTENT;
    const struct interim_event event = {.size = sizeof event,
                                        .kind = (enum interim_event_kind)from->kind,
                                        .exchange = from->exchange,
                                        .status = from->status,
                                        .persists = from->persists,
                                        .offset = from->offset,
                                        .end = from->end,
                                        .content = content ? from->content.ptr : NULL,
                                        .content_len = content ? from->content.len : 0,
                                        .at_ns = from->at_ns};
    if (sink->event)
        sink->event(sink->user, &event);
}

static void pass_finding(void *user, const struct oracle_finding *from)
{
    const struct interim_sink *sink = user;
    const struct interim_requirement *row = &REQUIREMENTS[from->requirement];
    const struct interim_finding finding = {
        .size = sizeof finding,
        .requirement = row,
        .offset = from->offset,
        .exchange = from->exchange,
        .binding = level_is_binding((enum level)row->level),
        .detail = from->detail};
    if (sink->finding)
        sink->finding(sink->user, &finding);
}

void interim_oracle_init(struct interim_oracle *oracle,
                         const struct interim_limits *limits,
                         const struct interim_sink *sink)
{
    struct handle *handle = handle_in(oracle);
    struct interim_limits own = INTERIM_LIMITS;
    handle->sink = (struct interim_sink){0};
    take(&handle->sink, sizeof handle->sink, sink);
    if (limits)
        take(&own, sizeof own, limits);
    handle->limits = (struct oracle_limits){.interim_count = own.interim_count,
                                            .interim_octets = own.interim_octets,
                                            .gap_ms = own.gap_ms,
                                            .pace_ms = own.pace_ms,
                                            .continue_ms = own.continue_ms};
    const struct oracle_sink inner = {pass_event, pass_finding, &handle->sink};
    oracle_init(&handle->oracle, &handle->limits, &inner);
}

void interim_oracle_feed(struct interim_oracle *oracle, const void *octets, size_t len,
                         int64_t at_ns)
{
    oracle_feed(&handle_in(oracle)->oracle, view(octets, len), at_ns);
}

void interim_oracle_end(struct interim_oracle *oracle, enum interim_end how,
                        int64_t at_ns)
{
    oracle_end(&handle_in(oracle)->oracle, (enum oracle_end)how, at_ns);
}

unsigned interim_oracle_outstanding(const struct interim_oracle *oracle)
{
    return oracle_outstanding(&handle_of(oracle)->oracle);
}
