/* SPDX-License-Identifier: MIT */
/* Doubling, then halving. */
#include "play/search.h"

#include "base/ensure.h"

enum { FINENESS = 100 };

void search_init(struct search *search, uint64_t least, uint64_t most)
{
    ENSURE(least >= 1 && least <= most);
    *search = (struct search){.least = least, .most = most};
}

uint64_t search_next(const struct search *search)
{
    const uint64_t borne = search->borne;
    if (search->refused == 0) {
        if (borne == 0)
            return search->least;
        if (borne == search->most)
            return 0;
        return borne > search->most / 2 ? search->most : borne * 2;
    }
    if (borne == 0) /* nothing below least is asked for */
        return 0;
    const uint64_t between = search->refused - borne;
    if (between <= 1 || between <= borne / FINENESS)
        return 0;
    return borne + between / 2;
}

void search_tell(struct search *search, uint64_t value, bool borne)
{
    if (borne && value > search->borne)
        search->borne = value;
    if (!borne && (search->refused == 0 || value < search->refused))
        search->refused = value;
}
