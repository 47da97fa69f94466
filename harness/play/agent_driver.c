/* SPDX-License-Identifier: MIT */
/* Errands run by a resident driver, one of the play's pool. */
#include "play/agent.h"

static void broken(struct round *round, const struct err *err)
{
    struct agent *agent = round->agent;
    agent->hung = true;
    round_stop(round, driver_crashed(agent->driver) ? OUTCOME_FAIL : OUTCOME_ERROR,
               "%s", err->text);
}

/* A new driver takes its time to start, which is no part of the exchange. */
static bool begin_driver(struct round *round)
{
    struct err err;
    round->agent->driver = play_take_driver(round->play, &err);
    if (!round->agent->driver)
        round_stop(round, OUTCOME_ERROR, "%s", err.text);
    return round->agent->driver != NULL;
}

static bool send_errand(struct round *round, struct errand *errand)
{
    struct agent *agent = round->agent;
    struct err err;
    buf_clear(&agent->url);
    agent_add_url(round, errand, &agent->url);
    errand->request.url = buf_view(&agent->url);
    errand->request.timeout_ms = errand->timeout_ms;
    errand->request.ca_file = round->config->ca_file;
    if (driver_send(agent->driver, &errand->request, &errand->id, &err))
        return true;
    broken(round, &err);
    return false;
}

static void take_result(struct round *round, const struct driver_result *result)
{
    struct agent *agent = round->agent;
    for (size_t at = 0; at <= agent->count; at++) {
        struct errand *errand = &agent->errands[at];
        if (!errand->trip || errand->state != ERRAND_SENT || errand->id != result->id)
            continue;
        const struct errand_result got = {.status = result->status,
                                          .content = result->content,
                                          .error = result->error};
        agent_done(round, errand, &got);
        return;
    }
}

static void driver_ready(void *user, void *object)
{
    struct round *round = user;
    struct driver *driver = object;
    struct driver_result result;
    struct err err;
    int taken;
    while ((taken = driver_next(driver, &result, &err)) > 0)
        take_result(round, &result);
    if (taken < 0)
        broken(round, &err);
}

static void watch_driver(struct round *round, struct watch *watch)
{
    struct driver *driver = round->agent->driver;
    if (driver)
        watch_add(watch, driver_fd(driver), POLLIN, driver_ready, driver);
}

static bool is_unfinished(const struct agent *agent)
{
    bool any = agent->hung;
    for (size_t at = 0; at <= agent->count; at++)
        any |= agent->errands[at].trip && agent->errands[at].state == ERRAND_SENT;
    return any;
}

static void end_driver(struct round *round)
{
    struct agent *agent = round->agent;
    if (!agent->driver)
        return;
    if (is_unfinished(agent))
        driver_stop(&agent->driver);
    else
        play_give_driver(round->play, agent->driver);
    agent->driver = NULL;
}

const struct agent_ops AGENT_DRIVER = {.begin = begin_driver,
                                       .send = send_errand,
                                       .watch = watch_driver,
                                       .can_canary = true,
                                       .end = end_driver};
