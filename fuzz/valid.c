/* SPDX-License-Identifier: MIT */
/* Connections made of choices: the order of things. Each exchange is a request, whose
 * content may come later, interim responses, and its end; what may be planted stands
 * where it would be done. */
#include "fuzz/valid.h"

#include "fuzz/valid_state.h"

static const struct plant_row ROWS[] = {
#define PLANT(name, requirement, sentence) {#name, sentence, REQUIREMENT_##requirement},
#include "fuzz/plant.def"
#undef PLANT
};

const struct plant_row *plant_row(enum plant plant)
{
    return &ROWS[plant];
}

unsigned choose(struct maker *maker, unsigned count)
{
    return maker->at < maker->choices.len ? maker->choices.ptr[maker->at++] % count : 0;
}

bool plant_due(const struct maker *maker, enum plant what)
{
    return maker->wanted == what || maker->valid->plant == what;
}

bool plant(struct maker *maker, enum plant what)
{
    if (maker->wanted != what || choose(maker, 4) == 3)
        return false;
    maker->valid->plant = what;
    maker->wanted = PLANT_NONE;
    return true;
}

void put(struct maker *maker, enum capture_kind kind, struct octets octets)
{
    const unsigned cut = choose(maker, 4) ? 0 : choose(maker, 255);
    const size_t first = cut < octets.len ? cut : 0;
    capture_add(maker->capture, kind, octets_slice(octets, 0, first));
    capture_add(maker->capture, kind, octets_slice(octets, first, octets.len));
}

void put_text(struct maker *maker, enum capture_kind kind, const char *text)
{
    put(maker, kind, octets_of(text));
}

void put_pauses(struct maker *maker, unsigned count)
{
    for (; count > 0; count--)
        capture_add(maker->capture, CAPTURE_PAUSE, OCTETS(""));
}

/* Any code but 100 and 101. */
static unsigned interim_code(struct maker *maker)
{
    static const unsigned USUAL[] = {102, 103, 102, 104};
    return choose(maker, 3) ? USUAL[choose(maker, 4)] : 102 + choose(maker, 98);
}

/* Time that no limit minds. */
static void pause(struct maker *maker)
{
    struct plan *plan = &maker->plan;
    if (choose(maker, 6) || plan->pauses == PAUSES_BEFORE_ANSWER)
        return;
    plan->pauses++;
    put_pauses(maker, 1);
}

/* Before the content is sent that the request announced: returns true where the final
 * response came already. */
static bool before_content(struct maker *maker)
{
    struct plan *plan = &maker->plan;
    if (!plan->old && plant(maker, PLANT_EARLY_PROCESSING))
        interim_make(maker, 102);
    if (!plan->old && choose(maker, 4) == 3)
        interim_make(maker, 103);
    if (plan->upgrade && !plan->old && plan->expect &&
        plant(maker, PLANT_SWITCH_AT_ONCE)) {
        switch_make(maker);
        return true;
    }
    if (plan->last && plant(maker, PLANT_EARLY_CLOSE)) {
        final_make(maker, false);
        maker->over = maker->cut_off = true;
        return true;
    }
    if (choose(maker, 8) == 7 || plant_due(maker, PLANT_EARLY_FRAMING)) {
        const bool close = plan->last && !plant_due(maker, PLANT_EARLY_FRAMING);
        final_make(maker, close);
        maker->over = maker->over || close;
        if (!maker->over)
            request_content(maker);
        if (!maker->over && plan->last && plant(maker, PLANT_EARLY_FRAMING))
            put_text(maker, CAPTURE_RESPONSE,
                     "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        return true;
    }
    if (plan->expect && !plan->old) {
        if (plant(maker, PLANT_LATE_CONTINUE))
            put_pauses(maker, 1);
        interim_make(maker, 100);
        if (plant(maker, PLANT_TWO_CONTINUES))
            interim_make(maker, 100);
    }
    request_content(maker);
    return false;
}

static void interims(struct maker *maker)
{
    struct plan *plan = &maker->plan;
    unsigned count = choose(maker, 5);
    if (plan->old)
        count = plant(maker, PLANT_OLD_INTERIM);
    else if (plant(maker, PLANT_MANY))
        count = INTERIM_MOST + 1 + choose(maker, 3);
    else if (plan->interims + count > INTERIM_MOST)
        count = 0;
    if (plan->old && plan->expect && plant(maker, PLANT_OLD_CONTINUE))
        interim_make(maker, 100);
    if (!plan->answered && plant(maker, PLANT_SLOW))
        put_pauses(maker, 4 - plan->pauses);
    for (; count > 0; count--) {
        pause(maker);
        interim_make(maker, interim_code(maker));
        if (plant(maker, PLANT_SILENT))
            put_pauses(maker, 6);
    }
}

static void respond(struct maker *maker)
{
    struct plan *plan = &maker->plan;
    if (plan->content == AFTER_HEAD && before_content(maker))
        return;
    interims(maker);
    if (plan->last && (plan->upgrade || plant_due(maker, PLANT_SWITCH_UNASKED)) &&
        (!plan->old || plant_due(maker, PLANT_SWITCH_OLD)) && choose(maker, 4)) {
        switch_make(maker);
        return;
    }
    if (plan->last && plan->interims > 0 && !plan->old &&
        plant(maker, PLANT_NO_FINAL)) {
        maker->over = maker->cut_off = true;
        return;
    }
    pause(maker);
    final_make(maker, plan->last && choose(maker, 3) == 2);
}

/* What no request asked for, behind all exchanges. */
static void behind(struct maker *maker)
{
    if (maker->over)
        return;
    if (plant(maker, PLANT_LATE_INTERIM))
        put_text(maker, CAPTURE_RESPONSE, "HTTP/1.1 102 Processing\r\n\r\n");
    if (plant(maker, PLANT_SECOND_FINAL))
        put_text(maker, CAPTURE_RESPONSE,
                 "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
}

void valid_make(struct valid *valid, struct capture *capture, struct octets choices)
{
    static const enum capture_end ENDS[] = {CAPTURE_CLOSED, CAPTURE_RESET,
                                            CAPTURE_OPEN};
    struct maker maker = {.valid = valid, .capture = capture, .choices = choices};
    *valid = (struct valid){.plant = PLANT_NONE};
    buf_init(&maker.head, MAKER_HEAD_MAX);
    maker.wanted = choose(&maker, PLANT_COUNT + 8);
    if (maker.wanted > PLANT_NONE)
        maker.wanted = PLANT_NONE;
    if (plant(&maker, PLANT_UNASKED))
        put_text(&maker, CAPTURE_RESPONSE,
                 "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    for (unsigned left = 1 + choose(&maker, 3); left > 0 && !maker.over; left--) {
        request_make(&maker, left == 1);
        respond(&maker);
    }
    behind(&maker);
    capture->end = maker.over ? CAPTURE_CLOSED : ENDS[choose(&maker, 3)];
    buf_fini(&maker.head);
}
