/* SPDX-License-Identifier: MIT */
/* From one sight of a breach to a file that shows it again. */
#include "salvo/found.h"

#include "base/quote.h"
#include "salvo/reduce.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_OCTETS = 1 << 16, REDUCE_MS = 10000, REDUCE_TRIES = 600 };

void found_init(struct found *found)
{
    found->count = 0;
    shot_init(&found->shot);
}

void found_fini(struct found *found)
{
    shot_fini(&found->shot);
}

static bool is_known(const struct found *found, const struct shot_finding *finding)
{
    for (size_t at = 0; at < found->count; at++)
        if (shot_same(&found->list[at], finding))
            return true;
    return found->count == FOUND_MAX;
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
};

static bool revive(struct found *found)
{
    struct play_config *config = &found->aim->config;
    const bool back = config->revive && config->revive(config->revive_user);
    found->summary->revivals += back;
    return back;
}

static bool shows(void *user, struct octets input)
{
    struct trial *trial = user;
    struct found *found = trial->found;
    if (aim_interrupted(found->aim))
        return false;
    found->ops->shoot(found->aim, input, &found->shot);
    if (found->shot.gone && revive(found))
        found->ops->shoot(found->aim, input, &found->shot);
    return shot_has(&found->shot, trial->finding);
}

static unsigned try_often(struct trial *trial, struct octets input)
{
    unsigned hits = 0;
    for (unsigned tries = 0; tries < SALVO_TRIES; tries++)
        hits += shows(trial, input);
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
    buf_printf(out,
               "\nAgain: %s --replay FILE, with the file of this name that ends "
               "in .input\n",
               found->plan->title);
}

static void write_down(struct found *found, const struct shot_finding *finding,
                       unsigned hits, struct octets input)
{
    const char *id = requirement_row(finding->requirement)->id;
    struct buf out;
    char name[160];
    struct err err;
    buf_init(&out, TEXT_OCTETS);
    snprintf(name, sizeof name, "findings/%02zu-%s.input", found->count, id);
    (void)journal_write(found->journal, name, input, &err);
    capture_write(&found->shot.seen, &out);
    snprintf(name, sizeof name, "findings/%02zu-%s.capture", found->count, id);
    (void)journal_write(found->journal, name, buf_view(&out), &err);
    buf_clear(&out);
    add_page(found, finding, hits, &out);
    snprintf(name, sizeof name, "findings/%02zu-%s.md", found->count, id);
    (void)journal_write(found->journal, name, buf_view(&out), &err);
    buf_fini(&out);
}

static void say(const struct found *found, const struct shot_finding *finding,
                unsigned hits)
{
    char sentence[400];
    snprintf(sentence, sizeof sentence, "%02zu %s (%s): %s; %u of %d", found->count,
             requirement_row(finding->requirement)->id,
             level_name(level_of(found, finding->requirement)), finding->detail, hits,
             SALVO_TRIES);
    if (found->plan->say)
        found->plan->say(sentence);
}

/* ---------------------------------------------------------------- one finding */

static void add_one(struct found *found, const struct shot_finding *finding,
                    struct octets input)
{
    static const struct reduce_limits LIMITS = {REDUCE_MS, REDUCE_TRIES};
    struct trial trial = {found, finding};
    struct buf small;
    const size_t index = found->count++;
    found->list[index] = *finding;
    buf_init(&small, SHOT_INPUT_OCTETS * 2);
    buf_add(&small, input);
    if (shows(&trial, input)) /* else it is not stable enough to be made small */
        reduce_input(&small, &LIMITS, shows, &trial);
    const unsigned hits = try_often(&trial, buf_view(&small));
    if (hits > 0) /* the transcript is to show it */
        for (unsigned tries = 0;
             tries < SALVO_TRIES * 4 && !shows(&trial, buf_view(&small)); tries++)
            continue;
    if (hits == 0) { /* the machine's load, or something that nobody can act on */
        found->summary->vanished++;
        buf_fini(&small);
        return;
    }
    found->summary->findings++;
    found->summary->unstable += hits < SALVO_TRIES;
    if (level_is_binding(level_of(found, finding->requirement)))
        found->summary->binding++;
    write_down(found, finding, hits, buf_view(&small));
    say(found, finding, hits);
    buf_fini(&small);
}

void found_add(struct found *found, const struct shot *shot, struct octets input)
{
    const struct shot_finding *finding = shot->findings;
    for (size_t at = 0; at < shot->count; at++, finding++)
        if (!is_known(found, finding))
            add_one(found, finding, input);
}

bool found_killer(struct found *found, const struct octets *inputs, size_t count)
{
    struct shot_finding finding = {
        .requirement = REQUIREMENT_EXCHANGE_ONE_FINAL,
        .detail = "the target stopped accepting connections after this input"};
    if (!revive(found))
        return false;
    for (size_t at = 0; at < count && !is_known(found, &finding); at++) {
        unsigned hits = 0;
        for (unsigned tries = 0; tries < SALVO_TRIES && hits == tries; tries++) {
            found->ops->shoot(found->aim, inputs[at], &found->shot);
            if (found->ops->alive(found->aim))
                break;
            hits++;
            if (!revive(found))
                return false;
        }
        if (hits == 0)
            continue;
        found->list[found->count++] = finding;
        found->summary->findings++;
        found->summary->binding++;
        found->summary->unstable += hits < SALVO_TRIES;
        write_down(found, &finding, hits, inputs[at]);
        say(found, &finding, hits);
    }
    return true;
}
