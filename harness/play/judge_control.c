/* SPDX-License-Identifier: MIT */
/* Rounds without interim responses: controls of a failure, and plain exchanges. */
#include "play/play_state.h"
#include "play/round.h"

void judge_plain(struct round *round, struct outcome *outcome)
{
    bool close_expected[SCRIPT_MAX_LANES] = {false};
    if (round->state == ROUND_STOPPED)
        judge_stop(round, outcome);
    else
        judge_expectations(round, outcome, close_expected);
    if (round->config->role == ROLE_SERVER && round->play->plain_status == 0)
        round->play->plain_status = round->trips[0].final_got;
}

/* Where our origin sent no complete final response, an answer may lack
 * for good reasons. */
static bool is_plain(const struct round *round, const struct trip *trip)
{
    return round->config->role == ROLE_SERVER ||
           (trip->final_sent != 0 && !trip->origin_ended);
}

static bool is_fine(const struct trip *trip)
{
    return trip->done && !trip->scan.other &&
           (trip->final_sent == 0 || trip->final_got == trip->final_sent);
}

static bool all_is_delivered(const struct round *round)
{
    size_t count = 0;
    for (unsigned index = 0; index < round->script->lane_count; index++) {
        const struct sequence *seen = &round->lanes[index].observed;
        for (size_t at = 0; at < seen->count; at++)
            if (seen->items[at] != OBSERVED_DELIVERED)
                return false;
        count += seen->count;
    }
    return count > 0;
}

/* A client's pattern speaks of what its caller gets; but where it expects an error at a
 * broken interim response, the answer without that is delivered. */
static bool judge_client_control(struct round *round, bool *comparable)
{
    bool close_expected[SCRIPT_MAX_LANES] = {false};
    struct outcome outcome;
    bool plain = true; /* else what was delivered may be half an answer */
    for (size_t at = 0; at < round->trip_count; at++)
        plain = plain && is_plain(round, &round->trips[at]);
    outcome_init(&outcome, round->test, ROLE_CLIENT);
    judge_expectations(round, &outcome, close_expected);
    const bool fine = (plain && all_is_delivered(round)) ||
                      !outcome_worse(outcome.kind, OUTCOME_INFO);
    outcome_fini(&outcome);
    *comparable = fine || plain;
    return fine;
}

static bool judge_wire_control(struct round *round, bool *comparable)
{
    bool fine = round->state == ROUND_RUNNING;
    *comparable = false;
    for (size_t at = 0; at < round->trip_count; at++) {
        const struct trip *trip = &round->trips[at];
        if (trip->given_up || !is_plain(round, trip))
            continue;
        *comparable = true;
        fine = fine && is_fine(trip);
    }
    return fine;
}

/* A failure is told only where the script without its interim responses leaves the
 * target no other way than success. */
bool judge_control(struct round *round, bool *comparable)
{
    *comparable = false;
    if (round->state == ROUND_STOPPED || round->unlike)
        return false;
    const bool fine = round->config->role == ROLE_CLIENT
                          ? judge_client_control(round, comparable)
                          : judge_wire_control(round, comparable);
    if (!fine &&
        (round->wait_left_out || round->test->alone || round->test->breach_count > 0))
        *comparable = false;
    return fine;
}
