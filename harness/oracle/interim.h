/* SPDX-License-Identifier: MIT */
/* libinterim: the oracle, for tests of your own.
 *
 * It says of the responses of one HTTP/1.1 connection, octet by octet, whether every
 * exchange is `interim* final` as RFC 9110 section 15 and RFC 9112 have it: framed, in
 * order, and ended by exactly one final response. You say which requests were sent,
 * feed the octets that came back, and say how the connection ended; you are told what
 * was framed where (events) and what was broken (findings).
 *
 *     struct interim_oracle oracle;
 *     interim_oracle_init(&oracle, NULL, &sink);
 *     interim_oracle_request(&oracle, &request);
 *     interim_oracle_feed(&oracle, octets, len, now_ns);
 *     interim_oracle_end(&oracle, INTERIM_CLOSED, now_ns);
 *
 * It uses no heap, no file, no clock and no global variable: one thread an oracle, as
 * many oracles as you like. Any cut of the same octets, with the same times, gives the
 * same events and findings (only content is handed on in the pieces in which it came).
 *
 * What stays. Within one soname nothing here is taken away or changes its meaning.
 * Structures grow at their end alone: each begins with its size, which you set to
 * sizeof in those that are yours (one that was never set aborts the program), and which
 * is ours in those that a sink is given. Enumerations grow at their end: be ready for a
 * value that you do not know.
 *
 * Times are nanoseconds of one clock of your choice, and do not go backwards; 0
 * everywhere does where time is of no interest. Offsets count response octets of the
 * connection from 0. Text is static and NUL-terminated unless told otherwise. Octets
 * that you give may be NULL only where their length is 0. */
#ifndef INTERIM_H
#define INTERIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* "0.1.0": of the library that runs, which may be newer than this header. */
const char *interim_version(void);

/* ---------------------------------------------------------------- requirements */

/* RFC 2119 levels; advice: no key word demands it, users still want to know. */
enum interim_level {
    INTERIM_LEVEL_MUST,
    INTERIM_LEVEL_MUST_NOT,
    INTERIM_LEVEL_SHOULD,
    INTERIM_LEVEL_SHOULD_NOT,
    INTERIM_LEVEL_MAY,
    INTERIM_LEVEL_ADVICE
};

/* Explicit: the RFC says it with a key word. Grammar: RFC 9110 section 2.2, a sender
 * generates only what the grammar allows. Derived: it follows from sentences without a
 * key word. */
enum interim_basis {
    INTERIM_BASIS_EXPLICIT,
    INTERIM_BASIS_GRAMMAR,
    INTERIM_BASIS_DERIVED,
    INTERIM_BASIS_NONE
};

/* What a breach costs a user, the worst first: one user's answer given to another, a
 * wrong answer, a wait without end, a good answer lost, nothing at once. */
enum interim_harm {
    INTERIM_HARM_LEAK,
    INTERIM_HARM_WRONG_ANSWER,
    INTERIM_HARM_HANG,
    INTERIM_HARM_LOST,
    INTERIM_HARM_COSMETIC
};

/* One requirement. An id never changes its meaning. */
struct interim_requirement {
    size_t size;
    const char *id;             /* "interim.no-content-length" */
    enum interim_level level;   /* for everybody but a gateway */
    enum interim_level gateway; /* for a gateway (reverse proxy) */
    enum interim_basis basis;
    enum interim_harm harm;
    bool by_stream;       /* the responses of one connection can show a breach, so that
                           * this library finds it; elsewhere it takes the whole suite */
    const char *source;   /* "RFC 9110 §8.6", UTF-8; "" for advice without one */
    const char *sentence; /* what is required, in one sentence, ASCII */
};

/* Requirement number `index`; NULL behind the last. The order may change from version
 * to version. */
const struct interim_requirement *interim_requirement_at(size_t index);

/* The requirement with this id; NULL where there is none. */
const struct interim_requirement *interim_requirement_find(const char *id);

/* "must-not", "explicit", "leak": as reports print them. "" for an unknown value. */
const char *interim_level_name(enum interim_level level);
const char *interim_basis_name(enum interim_basis basis);
const char *interim_harm_name(enum interim_harm harm);

/* ---------------------------------------------------------------- what was sent */

/* Methods that change how a response is framed (RFC 9112 section 6.3). */
enum interim_method {
    INTERIM_METHOD_OTHER,
    INTERIM_METHOD_HEAD,
    INTERIM_METHOD_CONNECT
};

/* What the oracle has to know of a request. All zero but size is a plain GET. */
struct interim_request {
    size_t size; /* sizeof(struct interim_request) */
    enum interim_method method;
    bool http10;          /* HTTP/1.0 or lower (RFC 9110 section 15.2) */
    bool expect_continue; /* Expect holds 100-continue (RFC 9110 section 10.1.1) */
    bool content_follows; /* Content-Length above 0, or Transfer-Encoding */
    bool content_sent;    /* all of its content was sent together with its head */
    bool invalid;         /* unparsable or incomplete: a 400 (or 408) answers it */
    bool close;           /* it asked for the connection to close after it */
    const void *upgrade;  /* the value of its Upgrade field (RFC 9110 section 7.8); NULL
                           * where it has none. Borrowed until its exchange is over */
    size_t upgrade_len;   /* octets of it */
    int64_t sent_ns;      /* when its header section was sent */
};

/* Fills a request, whose size you have set, from its complete header section: request
 * line, field lines, empty line; what stands behind it is not looked at. sent_ns is 0;
 * content_sent is true where no content follows; upgrade borrows from head. False where
 * this is no request, or not all of its header section: then *request has invalid set,
 * and may be given to the oracle all the same. */
bool interim_request_read(struct interim_request *request, const void *head,
                          size_t len);

/* ---------------------------------------------------------------- what came back */

/* An exchange is INTERIM* FINAL CONTENT* DONE, or ends with INTERIM TUNNEL (a 101),
 * with FINAL DONE TUNNEL (a 2xx to CONNECT), or with LOST. */
enum interim_event_kind {
    INTERIM_INTERIM, /* a 1xx header section is complete (also the 101) */
    INTERIM_FINAL,   /* the header section of a final response is complete */
    INTERIM_CONTENT, /* a piece of a final response's content, transfer coding removed
                      */
    INTERIM_DONE,    /* the final response is complete; `persists` says what follows */
    INTERIM_TUNNEL,  /* after a 101, or a 2xx to CONNECT: what follows is not HTTP */
    INTERIM_LOST,    /* the framing is lost: octets from offset on were not judged */
    INTERIM_ENDED    /* the connection ended, as told by interim_oracle_end */
};

/* No request was outstanding: the exchange of a stray response. */
#define INTERIM_NO_EXCHANGE (~0U)

struct interim_event {
    size_t size;
    enum interim_event_kind kind;
    unsigned exchange;   /* ordinal of its request on the connection, from 0; or
                          * INTERIM_NO_EXCHANGE */
    unsigned status;     /* of the response that it belongs to; 0: none */
    bool persists;       /* INTERIM_DONE: the connection may carry another exchange */
    uint64_t offset;     /* of its first octet */
    uint64_t end;        /* of the first octet behind it */
    const void *content; /* INTERIM_CONTENT: borrowed from the octets fed; else NULL */
    size_t content_len;  /* octets of it */
    int64_t at_ns;       /* when its last octet arrived */
};

/* One breach of one requirement: its root, and nothing that merely follows from it. */
struct interim_finding {
    size_t size;
    const struct interim_requirement *requirement; /* static */
    uint64_t offset;                               /* of the octet where it shows */
    unsigned exchange;                             /* as in struct interim_event */
    bool binding;       /* the requirement is a must or must-not */
    const char *detail; /* one ASCII sentence for people; valid during the call alone */
};

/* Where events and findings go; either function may be NULL. Called from within
 * interim_oracle_feed, _request and _end, in the order of the octets; what they are
 * given is valid during the call alone. They must not call the oracle that calls them
 * but for interim_oracle_request, interim_oracle_content_sent and
 * interim_oracle_outstanding. */
struct interim_sink {
    size_t size; /* sizeof(struct interim_sink) */
    void (*event)(void *user, const struct interim_event *event);
    void (*finding)(void *user, const struct interim_finding *finding);
    void *user; /* yours: given to both */
};

/* ---------------------------------------------------------------- the oracle */

/* Limits behind requirements of level advice; 0 switches one off. Begin with
 * INTERIM_LIMITS and change what you want. */
struct interim_limits {
    size_t size;             /* sizeof(struct interim_limits) */
    unsigned interim_count;  /* interim.count: responses of one exchange */
    unsigned interim_octets; /* interim.size: octets of one header section */
    unsigned gap_ms;         /* processing.gap: silence within an exchange */
    unsigned pace_ms;        /* processing.pace: request to first response */
    unsigned continue_ms;    /* continue.answer: header section to 100 or final */
};

/* What holds unless told otherwise. */
#define INTERIM_LIMITS                                                                 \
    {                                                                                  \
        sizeof(struct interim_limits), 10, 8192, 30000, 20000, 5000                    \
    }

enum { INTERIM_ORACLE_OCTETS = 8192, INTERIM_MAX_OUTSTANDING = 64 };

/* One connection. Yours to allocate, in any storage; there is nothing to free. What is
 * in it is not told, and it is not to be copied or moved once it is initialised. Within
 * one soname no library needs more of it. */
struct interim_oracle {
    union {
        void *pointer;
        uint64_t number;
        unsigned char octets[INTERIM_ORACLE_OCTETS];
    } opaque;
};

enum interim_end {
    INTERIM_CLOSED, /* the sender closed its side in order (FIN) */
    INTERIM_RESET,  /* the connection was reset */
    INTERIM_OPEN    /* still open: you stopped looking. A missing final response is then
                     * no finding, unless a limit of time has passed */
};

/* Starts a connection. limits may be NULL (INTERIM_LIMITS); *limits and *sink are
 * copied. An oracle may be initialised again at any time. */
void interim_oracle_init(struct interim_oracle *oracle,
                         const struct interim_limits *limits,
                         const struct interim_sink *sink);

/* A request was sent (its header section left). Say so before you feed what may answer
 * it. Returns false, and ignores it, where INTERIM_MAX_OUTSTANDING requests wait for
 * their final responses already. */
bool interim_oracle_request(struct interim_oracle *oracle,
                            const struct interim_request *request);

/* The content of the request with this ordinal (from 0) has been sent to its end.
 * Unknown or finished ordinals are ignored. */
void interim_oracle_content_sent(struct interim_oracle *oracle, unsigned exchange,
                                 int64_t at_ns);

/* Response octets arrived; none are kept. */
void interim_oracle_feed(struct interim_oracle *oracle, const void *octets, size_t len,
                         int64_t at_ns);

/* The connection ended. No call may follow but interim_oracle_init. */
void interim_oracle_end(struct interim_oracle *oracle, enum interim_end how,
                        int64_t at_ns);

/* Requests without a complete final response, at this moment. */
unsigned interim_oracle_outstanding(const struct interim_oracle *oracle);

#ifdef __cplusplus
}
#endif

#endif
