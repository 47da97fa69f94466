/* SPDX-License-Identifier: MIT */
/* The slowest answer of the last one to two blocks, many times over. */
#include "salvo/patience.h"

enum {
    PAUSE_MS = 2,
    PAUSE_CAREFUL_MS = 10,
    BLOCK = 128,
    ENOUGH = 4,
    FACTOR = 4,
    WRONG_FACTOR = 4,
    NS_PER_MS = 1000000
};

void patience_learn(struct patience *patience, int64_t waited_ns)
{
    if (patience->careful)
        return;
    if (waited_ns > patience->slowest_ns)
        patience->slowest_ns = waited_ns;
    patience->known = patience->known || patience->count + 1 >= ENOUGH;
    if (++patience->count < BLOCK)
        return;
    patience->before_ns = patience->slowest_ns;
    patience->slowest_ns = 0;
    patience->count = 0;
}

static int64_t slowest(const struct patience *patience)
{
    return patience->slowest_ns > patience->before_ns ? patience->slowest_ns
                                                      : patience->before_ns;
}

int patience_ms(const struct patience *patience, int all_ms)
{
    if (!patience->learns || patience->whole || !patience->known)
        return all_ms;
    const int64_t learned_ms =
        patience->slack_ms + slowest(patience) * FACTOR / NS_PER_MS;
    const int64_t wanted_ms =
        learned_ms > patience->least_ms ? learned_ms : patience->least_ms;
    return wanted_ms < all_ms ? (int)wanted_ms : all_ms;
}

int patience_pause_ms(const struct patience *patience)
{
    return patience->careful ? PAUSE_CAREFUL_MS : PAUSE_MS;
}

void patience_was_wrong(struct patience *patience)
{
    const int64_t wanted_ms = slowest(patience) * WRONG_FACTOR / NS_PER_MS;
    if (wanted_ms > patience->least_ms)
        patience->least_ms = wanted_ms > INT32_MAX ? INT32_MAX : (int)wanted_ms;
}
