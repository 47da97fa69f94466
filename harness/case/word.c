/* SPDX-License-Identifier: MIT */
/* Scripts back to words. */
#include "case/word.h"

#include "base/ensure.h"

static const struct {
    const char *word;
    bool has_exchange;
} PIECES[] = {
    [PIECE_OCTETS] = {"octets", false},
    [PIECE_TARGET] = {"target", true},
    [PIECE_PATH] = {"path", true},
    [PIECE_SCHEME] = {"scheme", false},
    [PIECE_AUTHORITY] = {"authority", false},
    [PIECE_TOKEN] = {"token", true},
    [PIECE_TOKEN_LENGTH] = {"token.length", true},
    [PIECE_TOKEN_HEX] = {"token.hex", true},
    [PIECE_STRAY] = {"stray", false},
    [PIECE_TRIGGER] = {"trigger", false},
    [PIECE_DAV] = {"dav", false},
    [PIECE_ACCEPTED] = {"accepted", false},
    [PIECE_LOCATION] = {"location", false},
    [PIECE_LOCK_TOKEN] = {"lock-token", false},
    [PIECE_CASE] = {"case", false},
    [PIECE_FILL] = {"fill", false},
};

const char *piece_word(enum piece_kind kind)
{
    ENSURE(kind < sizeof PIECES / sizeof PIECES[0]);
    return PIECES[kind].word;
}

bool piece_has_exchange(enum piece_kind kind)
{
    ENSURE(kind < sizeof PIECES / sizeof PIECES[0]);
    return PIECES[kind].has_exchange;
}

void wait_words(struct buf *out, unsigned set, unsigned status, const char *separator)
{
    static const struct {
        unsigned event;
        const char *word;
    } EVENTS[] = {
        {WAIT_REQUEST, "request"}, {WAIT_INTERIM, "1xx"}, {WAIT_FINAL, "final"},
        {WAIT_CONTENT, "content"}, {WAIT_CLOSE, "close"}, {WAIT_TIMEOUT, "timeout"},
    };
    const char *before = "";
    for (size_t row = 0; row < sizeof EVENTS / sizeof EVENTS[0]; row++) {
        if (!(set & EVENTS[row].event))
            continue;
        buf_add_text(out, before);
        if (EVENTS[row].event == WAIT_INTERIM && status != 0)
            buf_printf(out, "%u", status);
        else
            buf_add_text(out, EVENTS[row].word);
        before = separator;
    }
}

const char *step_word(enum step_kind kind)
{
    static const char *const WORDS[] = {
        [STEP_SEND] = "sends",   [STEP_WAIT] = "waits",
        [STEP_PAUSE] = "pauses", [STEP_HALF_CLOSE] = "half-closes",
        [STEP_CLOSE] = "closes", [STEP_RESET] = "resets",
    };
    ENSURE(kind < sizeof WORDS / sizeof WORDS[0]);
    return WORDS[kind];
}

void place_word(struct buf *out, const struct check *check)
{
    static const char *const WORDS[] = {[PLACE_REQUEST] = "request",
                                        [PLACE_STATUS] = "",
                                        [PLACE_FINAL] = "final",
                                        [PLACE_CONTENT] = "content",
                                        [PLACE_MULTISTATUS] = "multistatus"};
    if (check->place == PLACE_STATUS)
        buf_printf(out, "%u", check->status);
    else
        buf_add_text(out, WORDS[check->place]);
    if (check->exchange != CHECK_UNNUMBERED)
        buf_printf(out, ":%u", check->exchange + 1);
}

void role_words(struct buf *out, unsigned roles)
{
    const char *before = "";
    for (enum role role = 0; role < ROLE_COUNT; role++) {
        if (!(roles & 1U << role))
            continue;
        buf_printf(out, "%s%s", before, role_name(role));
        before = ", ";
    }
}

void need_words(struct buf *out, unsigned needs)
{
    const char *before = "";
    for (unsigned bit = 0; bit < NEED_COUNT; bit++) {
        if (!(needs & 1U << bit))
            continue;
        buf_printf(out, "%s%s", before, need_word(bit));
        before = ", ";
    }
}
