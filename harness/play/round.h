/* SPDX-License-Identifier: MIT */
/* One round of a case while it is played: its lanes, exchanges and connections.
 *
 * One thread runs straight through the steps. Whatever it waits for, it waits in
 * round_pump, which polls all descriptors of the round and feeds what arrives to where
 * it belongs; so both directions of all connections keep flowing, whatever the step.
 * The files of a round: round.c steps and waits, lane.c the client's side, origin.c the
 * origin's side (each with a file for what arrives), agent.c a client under test,
 * judge.c the verdict. */
#ifndef INTERIM_PLAY_ROUND_H
#define INTERIM_PLAY_ROUND_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/quote.h"
#include "net/connection.h"
#include "net/tap.h"
#include "oracle/oracle.h"
#include "oracle/request.h"
#include "play/outcome.h"
#include "play/play_state.h"
#include "play/sequence.h"
#include "play/token.h"
#include "play/watch.h"

enum {
    ROUND_MAX_HEADS = 128,         /* looked into by checks, a lane */
    ROUND_MAX_FINDINGS = 32,       /* kept */
    ROUND_MAX_ORIGINS = 32,        /* connections to us as the origin at a time */
    ROUND_MAX_SEND = 64 << 20,     /* octets of one rendered send */
    ROUND_MAX_RECEIVED = 64 << 20, /* octets judged of one connection */
    ROUND_READ_OCTETS = 64 << 10,  /* read at a time */
    ROUND_KEEP_OCTETS = 64 << 10,  /* of a connection's heads */
    ROUND_KEEP_CONTENT = 64 << 10, /* of a response's content */
    ROUND_TAP_OCTETS = 16 << 10
};

/* One connection of ours. */
struct end {
    struct connection connection;
    enum side side;
    unsigned lane;
    uint64_t sent;
    uint64_t received;
    bool eof;         /* the target closed in order */
    bool reset;       /* the target reset it */
    bool half_closed; /* we did */
};

/* A header section that was received, kept for checks. */
struct kept_head {
    unsigned status;
    struct octets octets; /* in the round's arena */
};

/* One exchange of the script as it goes, or a canary. */
struct trip {
    const struct exchange *exchange; /* NULL: a canary */
    uint32_t number;                 /* of its token and tag */
    struct trip *target; /* the trip whose path it asks for, or NULL: its own */
    unsigned lane;
    struct token_scan scan; /* over the content that came back */
    uint64_t content_octets;
    unsigned arrivals;  /* of its request at our origin */
    unsigned awaited;   /* arrivals that `waits request` has taken */
    bool asked_http10;  /* it arrived as HTTP/1.0 */
    bool asked_upgrade; /* it arrived with Upgrade */
    bool shares;        /* it asks for a resource of the round: what it gets may carry
                         * the token of any of the round's exchanges */
    struct octets final_head; /* as received, where that is kept */
    struct octets content;    /* the beginning of what came with it, likewise */
    bool content_cut;         /* there was more */
    bool token_due;      /* a final response with its token was sent, or asked for */
    unsigned final_sent; /* status that we sent as the origin; 0: none */
    unsigned final_got;  /* status that came back; 0: none */
    bool origin_ended;   /* the script's origin closed its connection */
    bool given_up;       /* the script's client ended its connection before */
    bool done;           /* its final response came back complete */
};

/* The origin's end of a connection. */
struct origin_end {
    struct end end;
    bool lent; /* it came from the switchboard */
    struct request_reader reader;
    struct buf input;        /* from the request under way on */
    uint64_t input_offset;   /* of its first octet on the connection */
    struct trip *trip;       /* of the request under way, or the last one */
    bool request_open;       /* its content is still to come */
    bool garbage;            /* what arrived is no request */
    bool dirty;              /* not fit for the switchboard any more */
    bool unwanted;           /* a retry that no step waits for */
    bool asked_close;        /* the request under way says that it is the last one */
    bool foreign;            /* a request came that is not of this round, */
    uint64_t foreign_offset; /* at this offset */
    uint64_t complete;       /* offset behind the last complete request */
    struct round *round;
};

struct lane {
    struct round *round;
    unsigned index;
    /* the client's side, on the wire */
    struct end client;
    unsigned connections; /* opened so far */
    struct oracle oracle;
    struct request_reader reader; /* over what we send */
    struct buf sent;              /* beginning of what was sent, for Upgrade */
    struct buf received;          /* beginning of what came, for heads */
    unsigned first;               /* ordinal of the connection's first exchange */
    unsigned requests;            /* sent on this connection */
    unsigned finals;              /* complete final responses on it */
    uint64_t sent_complete;       /* offset behind the last complete request sent */
    bool in_content;              /* a head was sent, its content not wholly */
    bool expects;                 /* that head expects a 100 (in HTTP/1.1) */
    bool told_early;              /* the oracle knows a request still incomplete */
    bool spoke_last;              /* we sent octets after the last that came */
    bool persists;                /* as the last final response left it */
    bool tunnel;
    bool lost;           /* no longer framed */
    bool flooded;        /* more than is judged */
    bool ending;         /* within oracle_end */
    bool waited_in_vain; /* for an event that never came */
    bool idle_close;     /* the close owed nothing */
    struct trip *canary; /* under way or done */
    /* both sides */
    struct sequence observed;
    size_t cursor; /* observed that waits have not consumed yet */
    unsigned finals_seen;
    unsigned finals_awaited;
    struct kept_head heads[ROUND_MAX_HEADS];
    size_t head_count;
    struct octets location;   /* value of the last Location, and Lock-Token; in the */
    struct octets lock_token; /* arena; empty: none has come */
    struct octets location_base; /* path that the location is relative to */
    struct octets request_head;  /* the first that the origin received */
    struct buf content;          /* of the last final response */
    bool has_mark;               /* octets that came show what is wrong: */
    uint64_t mark;               /* at this offset of the lane's connection */
    const char *detail;          /* what to add to a reason; NULL: nothing */
    unsigned answer[SIDE_COUNT]; /* enum wait: of the last wait */
    unsigned answer_status[SIDE_COUNT];
    /* the origin's side */
    struct origin_end *origin; /* where origin fences go */
    struct trip *origin_trip;  /* which they answer */
    bool request_missed;       /* a request that was waited for cannot come any more */
};

struct round_finding {
    struct outcome_finding finding;
    unsigned exchange; /* ordinal in its lane; UINT_MAX: none */
    bool at_end;       /* it is about how the connection ended */
};

/* How far a round got. */
enum round_state {
    ROUND_RUNNING,
    ROUND_TIMED_OUT, /* its deadline passed, or it cannot go on: judged as it stands */
    ROUND_STOPPED    /* verdict and reason are in stop_kind, stop_reason */
};

struct round {
    struct play *play;
    const struct play_config *config;
    const struct test_case *test;
    const struct script *script;
    const struct round_ops *ops;
    bool control;       /* without interim responses */
    bool wait_left_out; /* a control: the client did not wait for one of these, */
    bool unlike;        /* and then ended its connection too early to be compared */
    struct arena *arena;
    struct tap *tap;
    enum round_state state;
    enum outcome_kind stop_kind;
    const char *stop_reason;
    bool gone; /* it stopped because the target was, and nobody starts it again */
    const char *canary_reason; /* NULL: nothing wrong with the canary */
    unsigned canary_lane;
    bool broke_http10; /* our 1xx answered an HTTP/1.0 request, as the case says */
    int64_t deadline_ns;
    struct trip trips[SCRIPT_MAX_EXCHANGES + SCRIPT_MAX_LANES];
    size_t origin_count;
    size_t step;       /* index of the step under way */
    uint64_t times;    /* of the step whose limit is searched for */
    size_t one_len;    /* octets of one of them; 0: none was sent yet */
    uint64_t memory;   /* the most that the target was seen to use, octets */
    size_t trip_count; /* without the canaries */
    uint32_t stray;    /* number that nobody must get */
    struct lane lanes[SCRIPT_MAX_LANES];
    struct origin_end origins[ROUND_MAX_ORIGINS];
    struct round_finding findings[ROUND_MAX_FINDINGS];
    size_t finding_count;
    struct oracle_limits limits;
    struct buf out;           /* the send being rendered */
    unsigned char *scratch;   /* ROUND_READ_OCTETS */
    struct listener listener; /* client: ours; fd -1: none */
    struct inbox *inbox;      /* gateway, proxy: requests lent by the switchboard */
    struct agent *agent;      /* client */
};

/* What differs between the roles. */
struct round_ops {
    /* Before the first step. False: round_stop was called. */
    bool (*begin)(struct round *round);
    /* Performs a send of the client's side. */
    void (*client_send)(struct round *round, const struct step *step);
    /* true where a wait of this side ends now; sets the lane's answer. */
    bool (*client_waits)(struct round *round, const struct step *step);
    /* After the last step: until nothing is due any more. */
    void (*settle)(struct round *round);
    void (*canary)(struct round *round);
    /* Adds descriptors beyond those of ends. */
    void (*watch)(struct round *round, struct watch *watch);
    /* true where no request can come any more that `origin waits request` waits for. */
    bool (*request_is_out)(const struct round *round, unsigned lane);
    /* Closes what it opened. Always called after begin. */
    void (*end)(struct round *round);
};
extern const struct round_ops ROUND_SERVER, ROUND_FORWARDER, ROUND_CLIENT;

/* --- round_begin.c */

/* Fills a zeroed round for one script of a case; arena, tap, out and scratch are the
 * caller's matter. Its time runs from now on. round_fini frees what it took. */
void round_init(struct round *round, struct play *play, const struct test_case *test,
                const struct script *script);
void round_fini(struct round *round);
/* Lets its time run from now on: what a client's start took is no part of it. */
void round_start_clock(struct round *round);

/* The deadline of each of a case's rounds, but for what it waits by design; unscaled.
 */
unsigned round_deadline_ms(const struct play_config *config,
                           const struct test_case *test);

/* The time that a script takes by design; with its waits: where each comes to its end.
 */
int64_t round_designed_ns(const struct play_config *config, const struct script *script,
                          bool waits);

/* --- round.c */

/* Plays all steps; afterwards the round is ready to be judged. */
void round_play(struct round *round);

/* Ends the round with this verdict; the first call counts. */
void round_stop(struct round *round, enum outcome_kind kind, const char *format, ...)
    ATTR_PRINTF(3, 4);

/* Waits until something arrives, writer (may be NULL) has room, or until_ns; never past
 * the round's deadline. Sets the state where that, or an interrupt, came. */
void round_pump(struct round *round, int64_t until_ns, const struct end *writer);

/* Pumps until until_ns. */
void round_pause(struct round *round, int64_t until_ns);

/* A duration of the script, scaled, in nanoseconds. */
int64_t round_scaled_ns(const struct round *round, unsigned ms);

/* The same of a step's time, which may be a share of the target's read timer: that is
 * not scaled, as the target does not scale its timer. */
int64_t round_span_ns(const struct play_config *config, const struct step *step,
                      unsigned amount);

/* The trip of this exchange; NULL: there is none. */
struct trip *round_trip(struct round *round, unsigned lane, unsigned ordinal);

/* Renders a step's pieces into round->out. False: it is too large (stopped). */
bool round_render(struct round *round, const struct step *step);

bool round_render_pieces(struct round *round, unsigned lane, const struct piece *pieces,
                         size_t count, struct buf *out);

/* The path of a trip, as a target's URL has it. */
void round_path(const struct round *round, const struct trip *trip, struct buf *out);
/* Its request-target: the path, or the absolute form for a forward proxy. */
void round_target(const struct round *round, const struct trip *trip, struct buf *out);
const char *round_authority(const struct round *round);

/* --- reference.c: what the server has, or has named, for the next request */

/* Appends what a piece of these kinds stands for in a lane: PIECE_DAV, PIECE_ACCEPTED,
 * PIECE_LOCATION, PIECE_LOCK_TOKEN. Where nothing has been named, or it leads to
 * another server, the round ends. */
void reference_render(struct lane *lane, enum piece_kind kind, struct buf *out);

/* --- end.c */

/* Notes what the target uses now in round->memory; *usage is empty where that is not
 * known. */
void round_sample(struct round *round, struct usage *usage);

/* Writes a whole segment, pumping while there is no room; sent is told (may be NULL)
 * of every piece that left. False: the target closed, or the round is over. */
typedef void end_sent(void *user, struct octets octets);
bool end_send(struct round *round, struct end *end, struct octets octets,
              end_sent *sent, void *user);

/* Sends a rendered step as cut, gaps and repetitions say. */
bool end_send_step(struct round *round, struct end *end, const struct step *step,
                   end_sent *sent, void *user);

/* Reads once into round->scratch. Returns what came, empty where nothing did; notes
 * (and taps) how the connection ended. */
struct octets end_receive(struct round *round, struct end *end);

/* Notes on the tap what TLS came to; nothing where all is plain. */
void end_tell_security(struct round *round, const struct end *end);
bool end_is_open(const struct end *end);   /* our descriptor */
bool end_has_ended(const struct end *end); /* the target's direction */
void end_half_close(struct round *round, struct end *end);
void end_close(struct round *round, struct end *end);
void end_reset(struct round *round, struct end *end);

/* --- lane.c: the client's side on the wire */

void lane_init(struct lane *lane);
void lane_fini(struct lane *lane);
void lane_watch(struct round *round, struct watch *watch, const struct end *writer);
void lane_send(struct round *round, const struct step *step);
bool lane_waits(struct round *round, const struct step *step);
void lane_settle(struct round *round);
void lane_canary(struct round *round);
bool lane_request_is_out(const struct round *round, unsigned lane);
void lane_end(struct round *round);
/* We are about to end the lane's connection: the oracle stops looking. */
void lane_leave(struct lane *lane);
/* Tells the lane what was sent; an end_sent. */
void lane_sent(void *user, struct octets octets);
/* One lane's connection is still owed final responses. */
bool lane_is_due(const struct lane *lane);

/* --- lane_answer.c: what comes back */
/* Where the oracle's events and findings of a lane go. */
struct oracle_sink lane_sink(struct lane *lane);
void lane_observe(struct lane *lane, int observed);
/* Are header sections to be kept for checks, or a trigger's refusals? */
bool lane_wants_heads(const struct round *round);

/* --- origin.c, origin_request.c: the origin's side */
void origin_init(struct round *round);
void origin_watch(struct round *round, struct watch *watch, const struct end *writer);
/* Takes a connection over, with what was already read from it. */
void origin_adopt(struct round *round, struct connection connection,
                  struct octets input, bool lent);
void origin_send(struct round *round, const struct step *step);
bool origin_waits(struct round *round, const struct step *step);
/* Gives connections back to the switchboard where the script is done with them; next:
 * index of the step that comes next. */
void origin_release(struct round *round, size_t next);
void origin_close_asked(struct round *round, struct origin_end *origin);
void origin_end_all(struct round *round);
struct origin_end *origin_of(struct round *round, unsigned lane);

/* --- judge.c */

/* The verdict of a round that was played: fills kind, requirement, reason, expected,
 * actual, findings and mark. All text lives in the round's arena. */
void judge_round(struct round *round, struct outcome *outcome);

/* Parts of it: of a round that was stopped; by the expect fence alone. close_expected:
 * SCRIPT_MAX_LANES, set where a lane's pattern allows for a close. */
void judge_stop(struct round *round, struct outcome *outcome);
void judge_expectations(struct round *round, struct outcome *outcome,
                        bool *close_expected);

/* true where the script itself breaks this requirement, and says so. */
bool judge_allows_for(const struct test_case *test, enum requirement requirement);

/* Is it about the rules of HTTP/1.0? */
/* Observed and omitted; sequence_fini is due. False where nothing was omitted. */
bool judge_add_omitted(const struct lane *lane, struct sequence *seen);
bool judge_is_about_http10(enum requirement requirement);

/* The kind, but no worse than most. */
enum outcome_kind judge_cap(enum outcome_kind kind, enum outcome_kind most);

/* Makes the outcome worse; false where it is as bad already. */
bool judge_raise(struct outcome *outcome, enum outcome_kind kind,
                 enum requirement requirement, const char *reason);

/* --- judge_control.c */
/* A control: true where every exchange got what it was due. */
bool judge_control(struct round *round, bool *comparable);
/* The verdict of a plain exchange: by the expect fence alone. */
void judge_plain(struct round *round, struct outcome *outcome);

/* --- judge_canary.c: what a moved framing breaks, where the case is about `own` */
enum requirement judge_canary_requirement(const struct round *round,
                                          enum requirement own);

/* --- judge_check.c */
void judge_check(struct round *round, struct outcome *outcome,
                 const struct check *check);

/* Notes a finding of the oracle. */
void judge_note(struct lane *lane, const struct oracle_finding *finding);

#endif
