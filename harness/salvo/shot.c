/* SPDX-License-Identifier: MIT */
/* What a shot gathers: findings by shape, and a trace to steer by. */
#include "salvo/shot.h"

#include <stdio.h>
#include <string.h>

static const uint64_t TRACE_START = 0xcbf29ce484222325U, TRACE_PRIME = 0x100000001b3U;

void shot_init(struct shot *shot)
{
    memset(shot, 0, sizeof *shot);
    capture_init(&shot->seen);
    shot->trace = TRACE_START;
}

void shot_fini(struct shot *shot)
{
    capture_fini(&shot->seen);
}

void shot_clear(struct shot *shot)
{
    shot->count = 0;
    shot->trace = TRACE_START;
    shot->exchanges = 0;
    shot->gone = false;
    shot->late = shot->odd = shot->unasked = false;
    (void)capture_read(&shot->seen, OCTETS("\x1e>\x1e_"));
}

/* The sentence with every number as one '#'. */
static void shape_of(const char *detail, char *out, size_t size)
{
    size_t len = 0;
    for (; *detail && len + 1 < size; detail++) {
        const bool digit = *detail >= '0' && *detail <= '9';
        if (!digit)
            out[len++] = *detail;
        else if (len == 0 || out[len - 1] != '#')
            out[len++] = '#';
    }
    out[len] = '\0';
}

bool shot_same(const struct shot_finding *a, const struct shot_finding *b)
{
    char one[sizeof a->detail], other[sizeof b->detail];
    shape_of(a->detail, one, sizeof one);
    shape_of(b->detail, other, sizeof other);
    return a->requirement == b->requirement && strcmp(one, other) == 0;
}

bool shot_has(const struct shot *shot, const struct shot_finding *finding)
{
    for (size_t at = 0; at < shot->count; at++)
        if (shot_same(&shot->findings[at], finding))
            return true;
    return false;
}

bool shot_has_binding(const struct shot *shot)
{
    for (size_t at = 0; at < shot->count; at++)
        if (level_is_binding(requirement_row(shot->findings[at].requirement)->level))
            return true;
    return false;
}

void shot_add(struct shot *shot, enum requirement requirement, unsigned exchange,
              const char *detail)
{
    struct shot_finding finding = {
        .requirement = requirement, .exchange = exchange, .odd = shot->odd};
    snprintf(finding.detail, sizeof finding.detail, "%s", detail);
    shot_trace(shot, 'f', requirement);
    if (shot->count < SHOT_FINDINGS && !shot_has(shot, &finding))
        shot->findings[shot->count++] = finding;
}

void shot_trace(struct shot *shot, unsigned kind, unsigned number)
{
    shot->trace = (shot->trace ^ kind) * TRACE_PRIME;
    shot->trace = (shot->trace ^ number) * TRACE_PRIME;
    shot->trace ^= shot->trace >> 29;
}

int aim_hang_ms(const struct aim *aim)
{
    return patience_ms(&aim->patience, aim->hang_ms);
}

int aim_pause_ms(const struct aim *aim)
{
    return patience_ms(&aim->patience, aim->pause_ms);
}

bool aim_interrupted(const struct aim *aim)
{
    return aim->config.interrupted && *aim->config.interrupted;
}
