/* SPDX-License-Identifier: MIT */
/* IMF-fixdate, without locale and time zones. */
#include "probe/date.h"

enum { LEN = sizeof "Sun, 06 Nov 1994 08:49:37 GMT" - 1, SECONDS_A_DAY = 86400 };

/* Where each number stands in it, and what it may be. */
static const struct {
    size_t at, len;
    uint64_t least, most;
} NUMBERS[] = {
    {5, 2, 1, 31}, {12, 4, 1970, 9999}, {17, 2, 0, 23}, {20, 2, 0, 59}, {23, 2, 0, 60}};
enum { DAY, YEAR, HOUR, MINUTE, SECOND, NUMBER_COUNT };

/* 1 to 12; 0: none of them. */
static unsigned month_of(struct octets name)
{
    static const char MONTHS[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (unsigned month = 0; month < 12; month++)
        if (octets_equal(name, octets_slice(octets_of(MONTHS), month * 3UL, 3)))
            return month + 1;
    return 0;
}

/* Days from 1970-01-01: the months before March count to the year before, so that a
 * leap day is the last day of its year. */
static int64_t days_before(int64_t year, unsigned month, int64_t day)
{
    const int64_t y = month <= 2 ? year - 1 : year;
    const int64_t m = month <= 2 ? month + 9 : month - 3; /* from March, 0 to 11 */
    const int64_t day_of_year = (153 * m + 2) / 5 + day - 1;
    return 365 * y + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

bool date_read(struct octets text, int64_t *seconds)
{
    uint64_t numbers[NUMBER_COUNT];
    const unsigned month = month_of(octets_slice(text, 8, 3));
    if (text.len != LEN || month == 0 || !octets_ends_with(text, OCTETS(" GMT")))
        return false;
    for (unsigned row = 0; row < NUMBER_COUNT; row++)
        if (!octets_to_u64(octets_slice(text, NUMBERS[row].at, NUMBERS[row].len),
                           &numbers[row]) ||
            numbers[row] < NUMBERS[row].least || numbers[row] > NUMBERS[row].most)
            return false;
    *seconds = days_before((int64_t)numbers[YEAR], month, (int64_t)numbers[DAY]) *
                   SECONDS_A_DAY +
               (int64_t)(numbers[HOUR] * 3600 + numbers[MINUTE] * 60 + numbers[SECOND]);
    return true;
}
