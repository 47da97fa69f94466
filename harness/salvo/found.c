/* SPDX-License-Identifier: MIT */
/* From one sight of a breach to a file that shows it again. */
#include "salvo/found.h"

#include "base/quote.h"
#include "salvo/control.h"
#include "salvo/reduce.h"

#include <stdio.h>
#include <string.h>

enum {
    TEXT_OCTETS = 1 << 16,
    REDUCE_MS = 10000,
    REDUCE_LATE_MS = 2000,    /* where each try waits */
    REDUCE_KILLER_MS = 15000, /* where each is a new start of the target */
    REDUCE_TRIES = 600,
    UNSTEADY_MAX = 4,
    VANISHED_MAX = 5, /* what was tried in vain so often is left alone */
    ONCE = 1,
    TWICE = 2,
    FIVE_TIMES = 5
};

static const struct shot_finding KILLER = {
    .requirement = REQUIREMENT_EXCHANGE_ONE_FINAL,
    .detail = "the target stopped accepting connections after this input"};

void found_init(struct found *found)
{
    found->count = 0;
    shot_init(&found->shot);
}

void found_fini(struct found *found)
{
    for (size_t at = 0; at < found->count; at++)
        buf_fini(&found->rows[at].best);
    shot_fini(&found->shot);
}

/* The row of a finding, a new one where there is none; NULL where all are taken. */
static struct found_row *row_of(struct found *found, const struct shot_finding *finding)
{
    for (size_t at = 0; at < found->count; at++)
        if (shot_same(&found->rows[at].finding, finding))
            return &found->rows[at];
    if (found->count == FOUND_MAX)
        return NULL;
    found->rows[found->count] = (struct found_row){.finding = *finding};
    buf_init(&found->rows[found->count].best, SHOT_INPUT_OCTETS * 2);
    return &found->rows[found->count++];
}

static enum level level_of(const struct found *found, enum requirement requirement)
{
    const struct requirement_row *row = requirement_row(requirement);
    return found->aim->config.role == ROLE_GATEWAY ? row->gateway : row->level;
}

/* ---------------------------------------------------------------- tries */

struct trial {
    struct found *found;
    const struct shot_finding *finding;
    unsigned times;  /* in a row it has to show, to be shown */
    bool other_root; /* it is a consequence of something else */
    bool lost;       /* the target cannot be brought back */
};

static bool revive(struct found *found)
{
    struct play_config *config = &found->aim->config;
    const bool back = config->revive && config->revive(config->revive_user);
    found->summary->revivals += back;
    return back;
}

static bool shows_once(const struct trial *trial, struct octets input)
{
    struct found *found = trial->found;
    if (aim_interrupted(found->aim))
        return false;
    found->ops->shoot(found->aim, input, &found->shot);
    if (found->shot.gone && revive(found))
        found->ops->shoot(found->aim, input, &found->shot);
    return shot_has(&found->shot, trial->finding);
}

static bool shows(void *user, struct octets input)
{
    const struct trial *trial = user;
    for (unsigned time = 0; time < trial->times; time++)
        if (!shows_once(trial, input))
            return false;
    return true;
}

/* With the whole patience. */
static bool shows_for_certain(const struct trial *trial, struct octets input)
{
    struct patience *patience = &trial->found->aim->patience;
    patience->whole = true;
    const bool does = shows_once(trial, input);
    patience->whole = false;
    return does;
}

/* The first of these with the whole patience: what shows only where less was waited is
 * slow, and no finding. */
static unsigned try_often(const struct trial *trial, struct octets input)
{
    const bool certain = shows_for_certain(trial, input);
    unsigned hits = certain;
    for (unsigned tries = 1; tries < SALVO_TRIES; tries++)
        hits += shows_once(trial, input) && (certain || !trial->found->shot.late);
    return hits;
}

/* ---------------------------------------------------------------- files */

static void add_lines(struct buf *out, const char *lead, struct octets octets)
{
    while (octets.len > 0) {
        const size_t end = octets_find(octets, OCTETS("\n"));
        const size_t len = end < octets.len ? end + 1 : octets.len;
        buf_printf(out, "    %s ", lead);
        quote_encode(out, octets_slice(octets, 0, len));
        buf_add_octet(out, '\n');
        octets = octets_slice(octets, len, octets.len);
    }
}

static void add_transcript(struct buf *out, const struct capture *seen)
{
    static const char *const ENDS[] = {"closed", "reset", "still open"};
    for (size_t at = 0; at < seen->step_count; at++)
        add_lines(out, seen->steps[at].kind == CAPTURE_REQUEST ? ">" : "<",
                  capture_octets(seen, &seen->steps[at]));
    buf_printf(out, "    (%s)\n", ENDS[seen->end]);
}

static void add_page(const struct found *found, const struct shot_finding *finding,
                     unsigned hits, struct buf *out)
{
    const struct requirement_row *row = requirement_row(finding->requirement);
    buf_printf(out, "# %s\n\n%s (%s, %s; a breach costs: %s)\n\n", row->id,
               row->sentence, level_name(level_of(found, finding->requirement)),
               row->source[0] ? row->source : "no source", harm_name(row->harm));
    buf_printf(out, "Found: %s. ", finding->detail);
    if (hits == SALVO_TRIES)
        buf_printf(out, "It shows %d times out of %d.\n\n", SALVO_TRIES, SALVO_TRIES);
    else
        buf_printf(out, "Unstable: it shows %u times out of %d.\n\n", hits,
                   SALVO_TRIES);
    buf_add_text(out, "Octets of one connection (> to a server, < from one):\n\n");
    add_transcript(out, &found->shot.seen);
    buf_printf(out, "\nAgain: %s --replay '%s/findings/%02zu-%s.input'\n",
               found->plan->title, found->plan->folder, found->written, row->id);
}

static void write_down(struct found *found, const struct shot_finding *finding,
                       unsigned hits, struct octets input)
{
    const char *id = requirement_row(finding->requirement)->id;
    struct buf out;
    char name[160];
    buf_init(&out, TEXT_OCTETS);
    snprintf(name, sizeof name, "findings/%02zu-%s.input", found->written, id);
    journal_write(found->journal, name, input);
    capture_write(&found->shot.seen, &out);
    snprintf(name, sizeof name, "findings/%02zu-%s.capture", found->written, id);
    journal_write(found->journal, name, buf_view(&out));
    buf_clear(&out);
    add_page(found, finding, hits, &out);
    snprintf(name, sizeof name, "findings/%02zu-%s.md", found->written, id);
    journal_write(found->journal, name, buf_view(&out));
    buf_fini(&out);
}

static void say(const struct found *found, const struct shot_finding *finding,
                unsigned hits)
{
    char sentence[400];
    snprintf(sentence, sizeof sentence, "%02zu %s (%s): %s; %u of %d", found->written,
             requirement_row(finding->requirement)->id,
             level_name(level_of(found, finding->requirement)), finding->detail, hits,
             SALVO_TRIES);
    if (found->plan->say)
        found->plan->say(sentence);
}

/* ---------------------------------------------------------------- one finding */

/* Without the fields that it lays it to, something is wrong as well. */
static bool has_other_root(struct found *found, struct octets input)
{
    struct buf control;
    buf_init(&control, SHOT_INPUT_OCTETS * 2);
    const bool differs = control_of(input, &control);
    const bool late = found->shot.late;
    if (differs)
        found->ops->shoot(found->aim, buf_view(&control), &found->shot);
    const bool has = differs && shot_has_binding(&found->shot);
    found->shot.late = late;
    buf_fini(&control);
    return has;
}

/* Leaves in small the least of input that shows it `times` in a row; returns how often
 * that does. */
static unsigned reduce(struct trial *trial, unsigned times, struct octets input,
                       struct buf *small)
{
    const bool late = trial->found->shot.late;
    const struct reduce_limits limits = {late ? REDUCE_LATE_MS : REDUCE_MS,
                                         REDUCE_TRIES};
    buf_clear(small);
    buf_add(small, input);
    trial->times = times;
    reduce_input(small, &limits, shows, trial);
    return try_often(trial, buf_view(small));
}

/* The same, and not so small where only that is stable. 0: it does not show. */
static unsigned make_small(struct trial *trial, struct octets input, struct buf *small)
{
    struct found *found = trial->found;
    buf_add(small, input);
    trial->times = 1;
    if (!shows(trial, input)) /* not stable enough to be made small */
        return try_often(trial, input);
    trial->other_root = trial->finding->odd && has_other_root(found, input);
    if (trial->other_root)
        return 0;
    const bool late = found->shot.late;
    const unsigned hits = reduce(trial, late ? ONCE : TWICE, input, small);
    if (hits == SALVO_TRIES || aim_interrupted(found->aim))
        return hits;
    if (late && !shows_for_certain(trial, input)) {
        patience_was_wrong(&found->aim->patience);
        return 0;
    }
    return reduce(trial, FIVE_TIMES, input, small);
}

static void settle(struct found *found, const struct shot_finding *finding,
                   unsigned hits, struct octets input)
{
    found->written++;
    found->summary->findings++;
    found->summary->unstable += hits < SALVO_TRIES;
    if (level_is_binding(level_of(found, finding->requirement)))
        found->summary->binding++;
    write_down(found, finding, hits, input);
    say(found, finding, hits);
}

/* Writes down the best that there is. */
static void settle_best(struct found *found, struct found_row *row)
{
    const struct trial trial = {.found = found, .finding = &row->finding};
    for (unsigned tries = 0; /* the transcript is to show it */
         tries < SALVO_TRIES * 4 && !shows_once(&trial, buf_view(&row->best)); tries++)
        continue;
    row->settled = true;
    settle(found, &row->finding, row->hits, buf_view(&row->best));
}

/* What does not show in all tries may be seen again with an input that is better. */
static void add_one(struct found *found, struct found_row *row, struct octets input)
{
    struct trial trial = {.found = found, .finding = &row->finding};
    struct buf small;
    buf_init(&small, SHOT_INPUT_OCTETS * 2);
    found->aim->patience.careful = true;
    const unsigned hits = make_small(&trial, input, &small);
    if (hits == 0) { /* the machine's load, or something that nobody can act on */
        found->summary->vanished += !trial.other_root;
        row->vanished++;
    }
    if (hits > row->hits) {
        row->hits = hits;
        buf_clear(&row->best);
        buf_add(&row->best, buf_view(&small));
    }
    row->unsteady += hits > 0 && hits < SALVO_TRIES;
    if (row->hits == SALVO_TRIES || row->unsteady == UNSTEADY_MAX)
        settle_best(found, row);
    found->aim->patience.careful = false;
    buf_fini(&small);
}

/* It died, that is certain, and no input could be blamed for it. */
static void settle_death(struct found *found)
{
    const struct play_config *config = &found->aim->config;
    const unsigned ended = config->ended ? config->ended(config->revive_user) : 0;
    struct found_row *row = ended > 0 ? row_of(found, &KILLER) : NULL;
    if (!row || row->settled)
        return;
    snprintf(row->finding.detail, sizeof row->finding.detail,
             "the target's process ended by itself (%u times in this run), and no one "
             "input makes it do so again",
             ended);
    row->settled = true;
    settle(found, &row->finding, 0, buf_view(&row->best));
}

void found_end(struct found *found)
{
    settle_death(found);
    found->aim->patience.careful = true;
    for (size_t at = 0; at < found->count; at++)
        if (!found->rows[at].settled && found->rows[at].hits > 0)
            settle_best(found, &found->rows[at]);
    found->aim->patience.careful = false;
}

void found_add(struct found *found, const struct shot *shot, struct octets input)
{
    for (size_t at = 0; at < shot->count; at++) {
        struct found_row *row = row_of(found, &shot->findings[at]);
        if (!row || row->settled || row->vanished == VANISHED_MAX ||
            aim_interrupted(found->aim))
            continue;
        row->finding = shot->findings[at];
        add_one(found, row, input);
    }
}

/* After this input the target is gone. It is brought back, where that can be done. */
static bool kills(void *user, struct octets input)
{
    struct trial *trial = user;
    struct found *found = trial->found;
    if (trial->lost || aim_interrupted(found->aim))
        return false;
    found->ops->shoot(found->aim, input, &found->shot);
    if (found->ops->alive(found->aim))
        return false;
    trial->lost = !revive(found);
    return true;
}

static unsigned kill_often(struct trial *trial, struct octets input)
{
    unsigned hits = 0;
    for (unsigned tries = 0; tries < SALVO_TRIES; tries++)
        hits += kills(trial, input);
    return hits;
}

static void add_killer(struct trial *trial, struct found_row *row, struct octets input)
{
    static const struct reduce_limits LIMITS = {REDUCE_KILLER_MS, REDUCE_TRIES};
    struct buf *small = &row->best;
    buf_clear(small);
    buf_add(small, input);
    reduce_input(small, &LIMITS, kills, trial);
    unsigned hits = kill_often(trial, buf_view(small));
    if (hits == 0 && small->len < input.len) {
        buf_clear(small);
        buf_add(small, input);
        hits = kill_often(trial, input);
    }
    row->settled = hits > 0;
    row->vanished += hits == 0;
    trial->found->summary->vanished += hits == 0;
    if (hits > 0)
        settle(trial->found, &row->finding, hits, buf_view(small));
}

bool found_killer(struct found *found, const struct octets *inputs, size_t count)
{
    struct trial trial = {.found = found, .finding = &KILLER};
    struct found_row *row = row_of(found, &KILLER);
    if (!revive(found))
        return false;
    if (row && row->best.len == 0 && count > 0)
        buf_add(&row->best, inputs[0]);
    for (size_t at = 0; at < count && row && !row->settled && !trial.lost &&
                        row->vanished < VANISHED_MAX;
         at++)
        if (kills(&trial, inputs[at]))
            add_killer(&trial, row, inputs[at]);
    return !trial.lost;
}
