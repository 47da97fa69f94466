/* SPDX-License-Identifier: MIT */
/* Shots at a client: it is told to get a URL of ours, and answered with mutated
 * responses; then it is told to get another, which is answered in order.
 *
 * Plain and complete responses have to be delivered; plain ones that are cut off must
 * not pass for a success; and whatever was sent, an exchange never gets what belongs to
 * another, and a client sees that a connection has ended. */
#include "base/ensure.h"
#include "salvo/caller.h"
#include "salvo/facts.h"
#include "salvo/make.h"
#include "salvo/origin.h"
#include "salvo/waiting.h"

#include <stdio.h>
#include <stdlib.h>

enum { GLANCE_MS = 50, URL_OCTETS = 200 };

struct client_aim {
    struct caller caller;
    struct origin origin;
};

/* One exchange under way. */
struct visit {
    struct aim *aim;
    struct shot *shot;
    uint32_t number;             /* its token; number + 1: that of a repeated request */
    const struct capture *input; /* NULL: a plain answer */
    struct stream_facts *facts;  /* of it */
    enum capture_end end;
    unsigned asked; /* how often the client asked for it */
    bool silent;    /* what it owed did not come: that is said, all else follows */
    bool refused;   /* it did not take all of the answer */
    struct caller_result result;
    bool over;
};

static struct client_aim *client_of(struct aim *aim)
{
    return aim->role;
}

static void asked(void *user, struct guest *guest, struct octets head)
{
    struct visit *visit = user;
    const struct token_source *tokens = &visit->aim->tokens;
    uint32_t number = 0;
    (void)capture_add(&visit->shot->seen, CAPTURE_REQUEST, head);
    if (!token_find_tag(tokens, head, &number) || number != visit->number) {
        origin_answer_plain(guest, tokens, number, head); /* a late repetition */
        return;
    }
    const bool again = visit->asked++ > 0;
    if (!visit->input || again) {
        origin_answer_plain(guest, tokens, visit->number + (visit->input != NULL),
                            head);
        return;
    }
    for (size_t at = 0; at < visit->input->step_count; at++)
        if (visit->input->steps[at].kind == CAPTURE_RESPONSE)
            (void)capture_add(&visit->shot->seen, CAPTURE_RESPONSE,
                              capture_octets(visit->input, &visit->input->steps[at]));
    stream_facts_meet(visit->facts, head, &visit->end);
    visit->shot->seen.end = visit->end;
    visit->refused = !origin_answer(guest, visit->input, visit->end,
                                    patience_pause_ms(&visit->aim->patience));
}

/* Until the client has an answer; false where limit_ms passed first. */
static bool await(struct visit *visit, int limit_ms)
{
    struct client_aim *client = client_of(visit->aim);
    struct waiting waiting;
    struct token_scan scan;
    waiting_begin(&waiting, visit->aim, limit_ms);
    token_scan_init(&scan, visit->number);
    scan.shared = visit->number + 1;
    scan.shared_count = 1;
    for (;;) {
        const struct origin_call call = {asked, visit, caller_fd(&client->caller)};
        const int slice_ms = visit->over ? 0 : waiting_slice_ms(&waiting);
        if (slice_ms == 0)
            return visit->over;
        if (origin_poll(&client->origin, &call, slice_ms))
            visit->over = caller_take(&client->caller, &visit->aim->tokens, &scan,
                                      &visit->result);
        if (visit->over)
            waiting_was_worth(&waiting, visit->shot);
    }
}

static bool begin(struct visit *visit)
{
    struct client_aim *client = client_of(visit->aim);
    struct buf url;
    buf_init(&url, URL_OCTETS);
    buf_printf(&url, "%s://%s/", play_scheme(&visit->aim->config),
               client->origin.listener.address.text);
    token_add_tag(&visit->aim->tokens, visit->number, &url);
    /* Its own limit is not to come before ours. */
    const bool begun = caller_begin(&client->caller, buf_text(&url),
                                    (unsigned)visit->aim->hang_ms * 4);
    buf_fini(&url);
    visit->shot->gone = !begun;
    return begun;
}

/* ---------------------------------------------------------------- judging */

static const char AN_INTERIM_AS_ANSWER[] =
    "an interim response was delivered as the answer";

/* It did not take all of the answer, and had what it wanted: nothing is said of that,
 * unless what it had is an interim response. */
static bool had_enough(const struct visit *visit)
{
    const struct caller_result *result = &visit->result;
    return visit->refused && !result->failed &&
           (result->status == 0 || result->status >= 200);
}

static void judge_complete(struct visit *visit, const struct stream_facts *facts)
{
    const struct caller_result *result = &visit->result;
    struct shot *shot = visit->shot;
    const bool known = result->status != 0;
    if (visit->asked != 1 || visit->end == CAPTURE_RESET || had_enough(visit))
        return;
    if (!known && facts->status != 200 && !visit->aim->config.driver)
        return; /* a command may report that as an error */
    if (result->failed)
        shot_add(shot, REQUIREMENT_CLIENT_PARSE, 0,
                 "an error in place of a response that is whole and in order");
    else if (known && result->status != facts->status)
        shot_add(shot, REQUIREMENT_CLIENT_FINAL, 0,
                 result->status < 200 ? AN_INTERIM_AS_ANSWER
                                      : "another status than the final response's");
    else if (facts->own && !result->own)
        shot_add(shot, REQUIREMENT_CLIENT_FINAL, 0,
                 "the final response's content was not delivered");
}

/* It may be refused; but whoever goes on must not have believed it. */
static void judge_odd(struct visit *visit, const struct stream_facts *facts)
{
    const struct caller_result *result = &visit->result;
    if (visit->asked != 1 || had_enough(visit) || !facts->complete ||
        visit->end == CAPTURE_RESET || result->failed)
        return;
    if (result->status != 0 && result->status < 200)
        shot_add(visit->shot, REQUIREMENT_CLIENT_FINAL, 0, AN_INTERIM_AS_ANSWER);
    else if ((result->status != 0 && result->status != facts->status) ||
             (facts->own && !result->own &&
              (result->status != 0 || facts->status == 200)))
        shot_add(visit->shot, REQUIREMENT_CLIENT_NO_CONTENT, 0,
                 "the framing fields of an interim response were believed: the final "
                 "response was not delivered");
}

static void judge(struct visit *visit, const struct stream_facts *facts)
{
    const struct caller_result *result = &visit->result;
    struct shot *shot = visit->shot;
    shot_trace(shot, 'c', result->status);
    shot_trace(shot, 'r',
               (result->failed ? 1U : 0U) + (visit->asked > 1 ? 2U : 0U) +
                   (result->own ? 4U : 0U));
    if (result->died)
        shot_add(shot, REQUIREMENT_CLIENT_PARSE, 0, "the client's process died");
    if (result->other)
        shot_add(shot, REQUIREMENT_CLIENT_OWN_ANSWER, 0,
                 "the content belongs to another exchange");
    if (facts->odd)
        judge_odd(visit, facts);
    if (!facts->plain || visit->asked == 0)
        return;
    if (facts->complete)
        judge_complete(visit, facts);
    else if (visit->asked == 1 && !result->failed && !visit->refused)
        shot_add(shot, REQUIREMENT_CLIENT_INCOMPLETE, 0,
                 facts->any_final
                     ? "content that was cut off was delivered as a success"
                     : "the connection ended without a final response, and that was "
                       "delivered as a success");
}

/* No answer came: whose fault is that? */
static void judge_silence(struct visit *visit, const struct stream_facts *facts)
{
    struct client_aim *client = client_of(visit->aim);
    visit->shot->late = true;
    shot_trace(visit->shot, 'h', visit->asked);
    if (!aim_interrupted(visit->aim) && visit->asked > 0) {
        const bool due = facts->plain && facts->complete && visit->end == CAPTURE_OPEN;
        if (due)
            shot_add(visit->shot, REQUIREMENT_CLIENT_PARSE, 0,
                     "a response that is whole and in order was not delivered");
        const bool odd = facts->odd && facts->complete && visit->end == CAPTURE_OPEN;
        if (odd)
            shot_add(visit->shot, REQUIREMENT_CLIENT_NO_CONTENT, 0,
                     "the framing fields of an interim response were believed: what "
                     "they announce is waited for");
        visit->silent = due || odd;
        origin_part(&client->origin);
        if (!await(visit, aim_hang_ms(visit->aim)) && !visit->silent)
            shot_add(visit->shot, REQUIREMENT_CLIENT_INCOMPLETE, 0,
                     "the client waits on, though the connection has ended");
    }
    if (!visit->over)
        caller_restart(&client->caller);
}

/* ---------------------------------------------------------------- one shot */

/* What it means that the next request did not get its own answer. */
static enum requirement out_of_step(const struct stream_facts *facts)
{
    return facts->trailing ? REQUIREMENT_CLIENT_STRAY : REQUIREMENT_CLIENT_OWN_ANSWER;
}

/* The next request gets its own answer, or an error. */
static void canary(struct visit *before, const struct stream_facts *facts)
{
    struct visit visit = {.aim = before->aim,
                          .shot = before->shot,
                          .number = token_reserve(&before->aim->tokens, 1)};
    /* Octets that nobody asked for are to have been seen: what crosses with the next
     * request is a race. */
    if (facts->trailing)
        inside_pause(visit.aim->inside, patience_pause_ms(&visit.aim->patience));
    if (!begin(&visit) || !await(&visit, aim_hang_ms(visit.aim))) {
        if (!visit.shot->gone && !aim_interrupted(visit.aim)) {
            if (visit.asked > 0 && facts->sound)
                shot_add(visit.shot, out_of_step(facts), 1,
                         "the next request's answer was not delivered");
            origin_part(&client_of(visit.aim)->origin);
            caller_restart(&client_of(visit.aim)->caller);
        }
        return;
    }
    visit.shot->exchanges++;
    shot_trace(visit.shot, 'n', visit.result.status);
    if (visit.result.other)
        shot_add(visit.shot, out_of_step(facts), 1,
                 "the next request was answered with content of the one before");
    else if (!visit.result.failed && !visit.result.own && facts->sound)
        shot_add(visit.shot, out_of_step(facts), 1,
                 "the next request's answer came without its content");
}

/* Reads the input, which visit->number stands in, and what is to come of it. */
static void prepare(struct visit *visit, struct octets input)
{
    struct aim *aim = visit->aim;
    const struct making making = {&aim->config, &aim->tokens, visit->number, true};
    buf_clear(&aim->text);
    make_expand(&making, input, &aim->text);
    (void)capture_read(&aim->input, buf_view(&aim->text));
    stream_facts_read(visit->facts, &aim->input, &aim->tokens, visit->number);
    if (!visit->facts->complete && aim->input.end == CAPTURE_OPEN) {
        aim->input.end = CAPTURE_CLOSED; /* or it would wait */
        stream_facts_read(visit->facts, &aim->input, &aim->tokens, visit->number);
    }
    visit->end = aim->input.end;
    visit->shot->odd = visit->facts->odd;
}

/* The request behind: what is wrong with it is told where all was well till then. */
static void judge_next(struct visit *visit, const struct stream_facts *facts)
{
    const size_t count = visit->shot->count;
    const bool rooted = shot_has_binding(visit->shot);
    if (visit->over && !visit->result.died && !visit->aim->config.command)
        canary(visit, facts);
    if (rooted)
        visit->shot->count = count;
}

static void shoot_once(struct aim *aim, struct octets input, struct shot *shot)
{
    struct stream_facts facts = {0};
    struct visit visit = {.aim = aim,
                          .shot = shot,
                          .number = token_reserve(&aim->tokens, 2),
                          .input = &aim->input,
                          .facts = &facts};
    shot_clear(shot);
    prepare(&visit, input);
    if (aim->inside)
        origin_refill(&client_of(aim)->origin);
    client_of(aim)->caller.used = false;
    if (!begin(&visit))
        return;
    const bool due = facts.plain || facts.odd || visit.end != CAPTURE_OPEN;
    const bool glanced = await(&visit, due ? aim_hang_ms(aim) : GLANCE_MS);
    /* A client that did not come to ask has not been kept waiting. */
    if (glanced || (visit.asked == 0 && await(&visit, aim_hang_ms(aim))))
        shot->exchanges++;
    else
        judge_silence(&visit, &facts);
    if (visit.over && !visit.silent)
        judge(&visit, &facts);
    judge_next(&visit, &facts);
    if (shot->count > 0) /* and it is not to show in what comes after */
        origin_part(&client_of(aim)->origin);
    if (visit.over && visit.result.died)
        caller_restart(&client_of(aim)->caller);
    shot->unasked = visit.over && visit.asked == 0 && !visit.result.died;
}

/* A client may take a connection for open that has ended; it is asked again. */
static void shoot(struct aim *aim, struct octets input, struct shot *shot)
{
    shoot_once(aim, input, shot);
    if (shot->unasked && !aim_interrupted(aim))
        shoot_once(aim, input, shot);
}

/* What is wrong with how it got a plain answer; NULL: nothing. */
static const char *trouble_with(const struct visit *visit)
{
    if (!visit->over)
        return "it did not come to an end";
    if (visit->asked == 0)
        return "it did not ask for the URL that it was given";
    if (visit->result.failed)
        return "it reported an error, though the answer was in order";
    if (!visit->result.own) /* what it delivers could not be judged */
        return "the content was not in what it wrote (a command writes it to its "
               "standard output)";
    return NULL;
}

/* Asks for a plain answer; true where it is delivered. */
static bool is_delivered(struct aim *aim)
{
    struct shot shot;
    shot_init(&shot);
    shot_clear(&shot);
    struct visit visit = {
        .aim = aim, .shot = &shot, .number = token_reserve(&aim->tokens, 1)};
    aim->trouble = "it cannot be started";
    if (begin(&visit)) {
        (void)await(&visit, aim_hang_ms(aim));
        aim->trouble = trouble_with(&visit);
    }
    shot_fini(&shot);
    return !aim->trouble;
}

static bool alive(struct aim *aim)
{
    if (is_delivered(aim))
        return true;
    if (aim_interrupted(aim))
        return false;
    caller_restart(&client_of(aim)->caller); /* drivers are started anew */
    return is_delivered(aim);
}

static bool open_client(struct aim *aim, struct err *err)
{
    struct address any;
    struct client_aim *client = calloc(1, sizeof *client);
    ENSURE(client);
    aim->role = client;
    if (aim->inside) {
        origin_open_inside(&client->origin, aim->inside);
        return caller_open(&client->caller, &aim->config, aim->inside, err);
    }
    address_loopback(&any, 0);
    any.tls = aim->config.origin.tls;
    return origin_open(&client->origin, &any, err) &&
           caller_open(&client->caller, &aim->config, aim->inside, err);
}

static void close_client(struct aim *aim)
{
    struct client_aim *client = client_of(aim);
    if (!client)
        return;
    caller_close(&client->caller);
    origin_close(&client->origin);
    if (aim->inside)
        inside_close(aim->inside);
    free(client);
    aim->role = NULL;
}

const struct aim_ops AIM_CLIENT = {
    .open = open_client, .shoot = shoot, .alive = alive, .close = close_client};
