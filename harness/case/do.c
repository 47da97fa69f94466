/* SPDX-License-Identifier: MIT */
/* Steps of a `do` fence: SIDE [LANE] VERB ..., and what can come of a wait. */
#include "case/compile.h"

/* What each side may wait for. */
static const unsigned WAITABLE[SIDE_COUNT] = {
    [SIDE_CLIENT] =
        WAIT_INTERIM | WAIT_FINAL | WAIT_CONTENT | WAIT_CLOSE | WAIT_TIMEOUT,
    [SIDE_ORIGIN] = WAIT_REQUEST | WAIT_CONTENT | WAIT_CLOSE | WAIT_TIMEOUT,
};
static const char *const WAITABLE_WORDS[SIDE_COUNT] = {
    [SIDE_CLIENT] = "100 to 199, 1xx, final, content or close",
    [SIDE_ORIGIN] = "request, content or close",
};

static bool nothing_behind(struct compile *compile, struct text rest)
{
    const struct text word = text_word(&rest);
    return word.octets.len == 0 ||
           text_mistake(compile->mistakes, word,
                        "expected the end of the step, found '%s'",
                        text_shown(word, compile->scratch));
}

static bool read_time(struct compile *compile, struct text *rest, struct step *step,
                      unsigned *ms)
{
    const struct text word = text_word(rest);
    return span_read(word.octets, ms, &step->of_timer) ||
           text_mistake(compile->mistakes, word,
                        "expected a time such as 500ms, 2s or 60%% (of the target's "
                        "read timer), found '%s'",
                        text_shown(word, compile->scratch));
}

static bool read_event(struct compile *compile, struct text *rest, struct step *step)
{
    const struct text word = text_word(rest);
    unsigned event = 0, status = step->status;
    if (!event_read(word.octets, &event, &status) || (event & ~WAITABLE[step->side]))
        return text_mistake(compile->mistakes, word,
                            "expected what the %s can wait for (%s), found '%s'",
                            side_name(step->side), WAITABLE_WORDS[step->side],
                            text_shown(word, compile->scratch));
    if (!event_read(word.octets, &step->wait, &step->status))
        return text_mistake(compile->mistakes, word,
                            "expected one status of interim responses in a wait "
                            "(or 1xx), found '%s' as well",
                            text_shown(word, compile->scratch));
    return true;
}

/* A [or B]... [within TIME] */
static bool read_waits(struct compile *compile, struct text rest, struct step *step)
{
    step->kind = STEP_WAIT;
    for (;;) {
        if (!read_event(compile, &rest, step))
            return false;
        const struct text word = text_word(&rest);
        if (word.octets.len == 0)
            return !(step->wait & WAIT_TIMEOUT) ||
                   text_mistake(compile->mistakes, rest,
                                "expected `within TIME` behind timeout, found the end "
                                "of the step");
        if (text_is(word, "or"))
            continue;
        if (!text_is(word, "within"))
            return text_mistake(compile->mistakes, word,
                                "expected or, within, or the end of the step, found "
                                "'%s'",
                                text_shown(word, compile->scratch));
        step->wait |= WAIT_TIMEOUT;
        return read_time(compile, &rest, step, &step->within_ms) &&
               nothing_behind(compile, rest);
    }
}

static bool read_pauses(struct compile *compile, struct text rest, struct step *step)
{
    step->kind = STEP_PAUSE;
    return read_time(compile, &rest, step, &step->pause_ms) &&
           nothing_behind(compile, rest);
}

static bool read_half_closes(struct compile *compile, struct text rest,
                             struct step *step)
{
    step->kind = STEP_HALF_CLOSE;
    return nothing_behind(compile, rest);
}

static bool read_closes(struct compile *compile, struct text rest, struct step *step)
{
    step->kind = STEP_CLOSE;
    return nothing_behind(compile, rest);
}

static bool read_resets(struct compile *compile, struct text rest, struct step *step)
{
    step->kind = STEP_RESET;
    return nothing_behind(compile, rest);
}

static const struct {
    const char *word;
    bool (*read)(struct compile *compile, struct text rest, struct step *step);
} VERBS[] = {
    {"waits", read_waits},   {"pauses", read_pauses}, {"half-closes", read_half_closes},
    {"closes", read_closes}, {"resets", read_resets},
};
enum { VERB_COUNT = sizeof VERBS / sizeof VERBS[0] };

/* An exchange opens at the origin. A request that may come (within) need not: a retry
 * has no exchange of its own. */
static bool origin_waits_request(struct compile *compile, const struct step *step,
                                 struct lane *lane, struct text place)
{
    const bool certain = step->wait == WAIT_REQUEST && step->condition == 0;
    if (lane->awaited >= lane->begun && certain)
        return text_mistake(compile->mistakes, place,
                            "expected a request line of the client in lane %u before "
                            "this: no request can come",
                            step->lane + 1);
    if (lane->awaited < lane->begun)
        lane->awaited++;
    lane->response = (struct response_follow){.state = RESPONSE_EXPECTED};
    lane->closed[SIDE_ORIGIN] = false;
    return true;
}

static bool origin_waits_content(struct compile *compile, const struct step *step,
                                 struct lane *lane, struct text place)
{
    if (lane->awaited == 0)
        return text_mistake(compile->mistakes, place,
                            "expected `origin waits request` in lane %u before its "
                            "content is waited for",
                            step->lane + 1);
    if (!lane->exchanges[lane->awaited - 1]->content)
        return text_mistake(compile->mistakes, place,
                            "expected a request with content: the current one of lane "
                            "%u announces none",
                            step->lane + 1);
    return true;
}

/* Can a gateway or client be waited for to show an interim response that nobody sent?
 */
static bool interim_can_come(const struct compile *compile, const struct step *step,
                             const struct lane *lane)
{
    if (step->status == 0 || (compile->uses & NEED_BIT(TRIGGER)) ||
        (compile->properties.roles & 1U << ROLE_SERVER))
        return true;
    if (step->status == 100 && lane->begun > 0 &&
        lane->exchanges[lane->begun - 1]->expect_continue)
        return true;
    return lane->sent_interim[step->status - 100];
}

static bool client_waits(struct compile *compile, const struct step *step,
                         struct lane *lane, struct text place)
{
    const unsigned responses = WAIT_INTERIM | WAIT_FINAL | WAIT_CONTENT;
    if (!(step->wait & responses) || (step->wait & WAIT_TIMEOUT))
        return true;
    if (lane->begun == 0)
        return text_mistake(compile->mistakes, place,
                            "expected a request line in lane %u before this: no "
                            "response can come",
                            step->lane + 1);
    if (!(step->wait & WAIT_CONTENT) && lane->finals_awaited >= lane->begun)
        return text_mistake(
            compile->mistakes, place,
            "expected another request in lane %u before this: its final "
            "responses have all been waited for",
            step->lane + 1);
    if (step->wait == WAIT_INTERIM && !interim_can_come(compile, step, lane))
        return text_mistake(compile->mistakes, place,
                            "expected an origin that sends a %u before this: none has "
                            "been sent in lane %u",
                            step->status, step->lane + 1);
    if (step->wait == WAIT_FINAL && step->condition == 0)
        lane->finals_awaited++;
    return true;
}

static bool follow_wait(struct compile *compile, const struct step *step,
                        struct lane *lane, struct text place)
{
    const enum side side = step->side;
    bool right = true;
    if (side == SIDE_CLIENT)
        right = client_waits(compile, step, lane, place);
    else if (step->wait & WAIT_REQUEST)
        right = origin_waits_request(compile, step, lane, place);
    else if (step->wait & WAIT_CONTENT)
        right = origin_waits_content(compile, step, lane, place);
    if (step->condition == 0)
        lane->answers[side] = 0;
    lane->answer_status[side] =
        lane->answers[side] && lane->answer_status[side] != step->status ? 0
                                                                         : step->status;
    lane->answers[side] |= step->wait;
    return right;
}

/* After the close of one side the origin's exchange is over, the client's connection
 * opens again with the next fence. */
static void follow_close(const struct step *step, struct lane *lane)
{
    if (step->condition != 0)
        return;
    if (step->side == SIDE_ORIGIN || step->kind == STEP_HALF_CLOSE)
        lane->closed[step->side] = true;
    if (step->side == SIDE_CLIENT && step->kind != STEP_HALF_CLOSE)
        lane->closed[SIDE_CLIENT] = false;
}

void do_line(struct compile *compile, struct text line, const struct step *attributes)
{
    struct step step = *attributes;
    struct text rest = line;
    size_t row = 0;
    const struct text side = text_word(&rest);
    step.side = side_find(side.octets);
    if (step.side == SIDE_COUNT) {
        text_mistake(compile->mistakes, side, "expected client or origin, found '%s'",
                     text_shown(side, compile->scratch));
        return;
    }
    if (!lane_read(compile, &rest, &step.lane))
        return;
    const struct text verb = text_word(&rest);
    while (row < VERB_COUNT && !text_is(verb, VERBS[row].word))
        row++;
    if (row == VERB_COUNT) {
        text_mistake(
            compile->mistakes, verb,
            "expected waits, pauses, half-closes, closes or resets, found '%s'",
            text_shown(verb, compile->scratch));
        return;
    }
    struct lane *lane = lane_use(compile, step.side, step.lane, line);
    if (!VERBS[row].read(compile, rest, &step) ||
        !condition_check(compile, &step, line))
        return;
    if (step.kind == STEP_WAIT) {
        if (!follow_wait(compile, &step, lane, line))
            return;
    } else if (step.kind != STEP_PAUSE) {
        follow_close(&step, lane);
    }
    step_add(compile, line, &step);
}
