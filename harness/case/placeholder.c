/* SPDX-License-Identifier: MIT */
/* {token}, {token:2}, {fill:100}: the names that stand for what only playing knows. */
#include "case/sending.h"

/* {name}, and what it takes: an exchange, as {name:N}; a count, as {fill:N}. */
static const struct {
    const char *name;
    enum piece_kind kind;
    bool of_exchange;
    uint64_t len;   /* 0: known when it is played */
    bool of_server; /* speaks of what only a server has, */
    unsigned needs; /* set of NEED_BIT: and has it where it is said to */
} VARIABLES[] = {
    {"target", PIECE_TARGET, true, 0, false, 0},
    {"path", PIECE_PATH, true, 0, false, 0},
    {"scheme", PIECE_SCHEME, false, 0, false, 0},
    {"authority", PIECE_AUTHORITY, false, 0, false, 0},
    {"token", PIECE_TOKEN, true, TOKEN_OCTETS, false, 0},
    {"token.length", PIECE_TOKEN_LENGTH, true, 2, false, 0},
    {"token.hex", PIECE_TOKEN_HEX, true, 2, false, 0},
    {"stray", PIECE_STRAY, false, TOKEN_OCTETS, false, 0},
    {"trigger", PIECE_TRIGGER, false, 0, false, NEED_BIT(TRIGGER)},
    {"dav", PIECE_DAV, false, 0, true, NEED_BIT(DAV)},
    {"accepted", PIECE_ACCEPTED, false, 0, true, NEED_BIT(ACCEPTED)},
    {"location", PIECE_LOCATION, false, 0, true, 0},
    {"lock-token", PIECE_LOCK_TOKEN, false, 0, true, 0},
    {"case", PIECE_CASE, false, 0, false, 0},
    {"fill", PIECE_FILL, false, 0, false, 0},
};
enum { VARIABLE_COUNT = sizeof VARIABLES / sizeof VARIABLES[0] };
enum { FILL_MAX = 16 << 20 };

/* The exchange that a variable without a number speaks of; false where there is none.
 */
static bool current_exchange(const struct sending *sending, unsigned *exchange)
{
    const struct lane *lane = sending->lane;
    if (!lane) {
        *exchange = sending->exchange;
        return true;
    }
    unsigned count = lane->begun;
    if (sending->step->side == SIDE_ORIGIN && lane->awaited < count)
        count = lane->awaited;
    *exchange = count - 1;
    return count > 0;
}

static bool exchange_number(struct sending *sending, struct text number,
                            struct piece *piece)
{
    struct compile *compile = sending->compile;
    uint64_t ordinal;
    if (!octets_to_u64(number.octets, &ordinal) || ordinal == 0 ||
        ordinal > SCRIPT_MAX_EXCHANGES)
        return text_mistake(compile->mistakes, number,
                            "expected the number of an exchange (1 to %d), found '%s'",
                            SCRIPT_MAX_EXCHANGES, text_shown(number, compile->scratch));
    piece->exchange = (unsigned)ordinal - 1;
    if (compile->reference_count < REFERENCES_MAX)
        compile->references[compile->reference_count++] =
            (struct reference){number, sending->lane_number, (unsigned)ordinal};
    return true;
}

static bool fill_count(struct sending *sending, struct text number, struct piece *piece)
{
    if (octets_to_u64(number.octets, &piece->count) && piece->count > 0 &&
        piece->count <= FILL_MAX)
        return true;
    return text_mistake(sending->compile->mistakes, number,
                        "expected a number of octets (1 to %d) as in {fill:100}, found "
                        "'%s'",
                        FILL_MAX, text_shown(number, sending->compile->scratch));
}

bool placeholder_read(struct sending *sending, struct text inside, struct piece *piece)
{
    struct compile *compile = sending->compile;
    struct text number = inside;
    const struct text name = text_split(&number, ':');
    const bool numbered = name.octets.len < inside.octets.len;
    size_t row = 0;
    while (row < VARIABLE_COUNT && !text_is(name, VARIABLES[row].name))
        row++;
    if (row == VARIABLE_COUNT)
        return text_mistake(
            compile->mistakes, inside,
            "expected the name of a variable (or {{ for a brace), found "
            "'%s'",
            text_shown(inside, compile->scratch));
    piece->kind = VARIABLES[row].kind;
    compile->uses |= VARIABLES[row].needs;
    if (VARIABLES[row].of_server && compile->properties.roles & ~(1U << ROLE_SERVER))
        return text_mistake(compile->mistakes, inside,
                            "expected {%s} in a case of the role server alone",
                            VARIABLES[row].name);
    if (piece->kind == PIECE_FILL)
        return fill_count(sending, number, piece);
    if (numbered && !VARIABLES[row].of_exchange)
        return text_mistake(compile->mistakes, number,
                            "expected {%s} without a number: it belongs to no exchange",
                            VARIABLES[row].name);
    if (numbered)
        return exchange_number(sending, number, piece);
    if (VARIABLES[row].of_exchange && !current_exchange(sending, &piece->exchange))
        return text_mistake(compile->mistakes, inside,
                            "expected %s before {%s}, which speaks of it",
                            sending->step->side == SIDE_CLIENT
                                ? "a request line (METHOD {target} HTTP/1.1)"
                                : "`origin waits request`",
                            VARIABLES[row].name);
    return true;
}

bool piece_length(const struct compile *compile, const struct piece *piece,
                  uint64_t *len)
{
    size_t row = 0;
    *len = piece->kind == PIECE_OCTETS ? piece->octets.len : piece->count;
    if (piece->kind == PIECE_OCTETS || piece->kind == PIECE_FILL)
        return true;
    *len = octets_of(compile->test->id).len;
    if (piece->kind == PIECE_CASE)
        return true;
    while (VARIABLES[row].kind != piece->kind)
        row++;
    *len = VARIABLES[row].len;
    return *len > 0;
}
