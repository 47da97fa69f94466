/* SPDX-License-Identifier: MIT */
/* Lines of an `expect` fence: patterns, checks of fields and content, faults. */
#include "case/compile.h"

static bool read_role(struct compile *compile, struct text word, enum role *role)
{
    *role = role_find(word.octets);
    if (*role == ROLE_COUNT)
        return text_mistake(compile->mistakes, word,
                            "expected a role (server, client, gateway, proxy) or "
                            "faults, found '%s'",
                            text_shown(word, compile->scratch));
    if (!(compile->properties.roles & 1U << *role) && compile->properties.roles)
        return text_mistake(compile->mistakes, word,
                            "expected a role of the case's roles, found %s",
                            role_name(*role));
    return true;
}

/* Takes the word before white space or a colon. */
static struct text role_word(struct text *rest)
{
    size_t at = 0;
    *rest = text_trim(*rest);
    const struct octets octets = rest->octets;
    while (at < octets.len && octets.ptr[at] != ':' && octets.ptr[at] != ' ' &&
           octets.ptr[at] != '\t')
        at++;
    const struct text word = text_slice(*rest, 0, at);
    *rest = text_slice(*rest, at, octets.len);
    return word;
}

static bool lane_is_used(struct compile *compile, struct text place, unsigned lane)
{
    return lane < compile->lane_count ||
           text_mistake(compile->mistakes, place,
                        "expected a lane of the script (1 to %u), found %u",
                        compile->lane_count, lane + 1);
}

static bool is_expected(const struct compile *compile, enum role role, unsigned lane)
{
    for (size_t at = 0; at < compile->expectation_count; at++)
        if (compile->expectations[at].role == role &&
            compile->expectations[at].lane == lane)
            return true;
    return false;
}

static void pattern_line(struct compile *compile, struct expectation expectation,
                         struct text place, struct text text)
{
    struct err err = {0};
    if (is_expected(compile, expectation.role, expectation.lane)) {
        text_mistake(compile->mistakes, place,
                     "lane %u of the %s has a pattern already", expectation.lane + 1,
                     role_name(expectation.role));
        return;
    }
    text = text_trim(text);
    expectation.pattern = pattern_compile(compile->arena, text.octets, &err);
    if (!expectation.pattern)
        mistake_at(compile->mistakes, text.line,
                   text_column(text, err.column > 0 ? (size_t)err.column - 1 : 0), "%s",
                   err.text);
    /* Kept in any case, so that the role does not count as forgotten as well. */
    compile->expectations[compile->expectation_count++] = expectation;
}

/* Behind the colon of `content:2`: the exchange whose final response is meant. */
static bool read_ordinal(struct compile *compile, struct text number,
                         struct check *check)
{
    uint64_t ordinal;
    const unsigned begun = compile->lanes[check->lane].begun;
    if (!octets_to_u64(number.octets, &ordinal) || ordinal == 0 || ordinal > begun)
        return text_mistake(compile->mistakes, number,
                            "expected an exchange of lane %u (1 to %u), found '%s'",
                            check->lane + 1, begun,
                            text_shown(number, compile->scratch));
    check->exchange = (unsigned)ordinal - 1;
    return true;
}

static bool read_place(struct compile *compile, struct text word, struct check *check)
{
    static const struct {
        const char *word;
        enum place place;
        bool of_exchange;
    } PLACES[] = {{"request", PLACE_REQUEST, false},
                  {"final", PLACE_FINAL, true},
                  {"content", PLACE_CONTENT, true},
                  {"multistatus", PLACE_MULTISTATUS, true}};
    uint64_t status;
    struct text number = word;
    const struct text name = text_split(&number, ':');
    const bool numbered = name.octets.len < word.octets.len;
    check->exchange = CHECK_UNNUMBERED;
    for (size_t row = 0; row < sizeof PLACES / sizeof PLACES[0]; row++) {
        if (!text_is(name, PLACES[row].word) || (numbered && !PLACES[row].of_exchange))
            continue;
        check->place = PLACES[row].place;
        return !numbered || read_ordinal(compile, number, check);
    }
    if (octets_to_u64(word.octets, &status) && status >= 100 && status <= 999) {
        check->place = PLACE_STATUS;
        check->status = (unsigned)status;
        return true;
    }
    return text_mistake(compile->mistakes, word,
                        "expected request, a status, final, content or multistatus "
                        "(the last three also as content:N), found '%s'",
                        text_shown(word, compile->scratch));
}

/* `STATUS: PATH` of a Multi-Status, or nothing. */
static bool read_member(struct compile *compile, struct text *rest, struct check *check)
{
    uint64_t status;
    if (rest->octets.len == 0 && check->has)
        return true;
    const struct text name = text_trim(text_split(rest, ':'));
    if (text_trim(*rest).octets.len == 0 ||
        (!text_is(name, "any") &&
         (name.octets.len != 3 || !octets_to_u64(name.octets, &status))))
        return text_mistake(compile->mistakes, name,
                            "expected STATUS: PATH or any: PATH, found '%s'",
                            text_shown(name, compile->scratch));
    check->name = arena_octets(compile->arena, name.octets);
    return true;
}

static bool read_field(struct compile *compile, struct text *rest, struct check *check)
{
    const struct text name = text_trim(text_split(rest, ':'));
    const struct octets octets = name.octets;
    for (size_t at = 0; at < octets.len; at++)
        if (octets.ptr[at] <= ' ' || octets.ptr[at] > '~')
            return text_mistake(compile->mistakes, text_slice(name, at, octets.len),
                                "expected FIELD or FIELD: VALUE, found '%s'",
                                text_shown(name, compile->scratch));
    if (octets.len == 0)
        return text_mistake(compile->mistakes, name,
                            "expected the name of a field, found nothing");
    check->name = arena_octets(compile->arena, octets);
    return true;
}

/* The exchange that {token} in a value speaks of where it says none: see struct check.
 */
static unsigned default_exchange(const struct compile *compile,
                                 const struct check *check)
{
    const unsigned begun = compile->lanes[check->lane].begun;
    const bool last = check->place == PLACE_FINAL || check->place == PLACE_CONTENT;
    if (check->exchange != CHECK_UNNUMBERED)
        return check->exchange;
    return last && begun > 0 ? begun - 1 : 0;
}

static void check_line(struct compile *compile, struct check check, struct text rest)
{
    if (!read_place(compile, text_word(&rest), &check))
        return;
    rest = text_trim(rest);
    if (check.place == PLACE_MULTISTATUS && !read_member(compile, &rest, &check))
        return;
    if (check.place != PLACE_CONTENT && check.place != PLACE_MULTISTATUS &&
        !read_field(compile, &rest, &check))
        return;
    rest = text_trim(rest);
    if (check.place == PLACE_CONTENT && rest.octets.len == 0) {
        text_mistake(compile->mistakes, rest,
                     "expected the content, found the end of the line");
        return;
    }
    if (compile->check_count == CHECKS_MAX) {
        text_mistake(compile->mistakes, rest, "expected at most %d has and lacks",
                     CHECKS_MAX);
        return;
    }
    if (rest.octets.len > 0)
        check.value = value_read(compile, rest, check.lane,
                                 default_exchange(compile, &check), &check.value_count);
    compile->checks[compile->check_count++] = check;
}

static bool is_claimed(const struct compile *compile, enum role role,
                       struct octets fault)
{
    for (size_t at = 0; at < compile->fault_count; at++)
        if (compile->faults[at].role == role &&
            octets_equal(octets_of(compile->faults[at].fault), fault))
            return true;
    return false;
}

static void fault_read(struct compile *compile, struct text claim)
{
    enum role role;
    struct text rest = claim;
    if (!read_role(compile, text_word(&rest), &role))
        return;
    const struct text fault = text_word(&rest);
    const struct text more = text_word(&rest);
    const char *id = arena_text(compile->arena, fault.octets);
    compile->claimed |= 1U << role;
    if (fault.octets.len == 0 || more.octets.len > 0)
        text_mistake(compile->mistakes, claim, "expected ROLE FAULT, found '%s'",
                     text_shown(claim, compile->scratch));
    else if (compile->names && compile->names->fault &&
             !compile->names->fault(role, id))
        text_mistake(compile->mistakes, fault, "expected a fault of the %s, found '%s'",
                     role_name(role), text_shown(fault, compile->scratch));
    else if (is_claimed(compile, role, fault.octets))
        return; /* in an earlier round, or twice: harmless */
    else if (compile->fault_count < FAULTS_MAX)
        compile->faults[compile->fault_count++] =
            (struct fault_claim){role, id, fault.line};
    else
        text_mistake(compile->mistakes, fault, "expected at most %d faults",
                     FAULTS_MAX);
}

static void faults_line(struct compile *compile, struct text rest)
{
    if (text_trim(rest).octets.len == 0)
        text_mistake(compile->mistakes, rest,
                     "expected ROLE FAULT, ROLE FAULT..., found nothing");
    while (rest.octets.len > 0)
        fault_read(compile, text_trim(text_split(&rest, ',')));
}

void expect_line(struct compile *compile, struct text line)
{
    struct text rest = line;
    enum role role;
    unsigned lane;
    const struct text word = role_word(&rest);
    if (text_is(word, "faults") && rest.octets.len > 0 && rest.octets.ptr[0] == ':') {
        faults_line(compile, text_slice(rest, 1, rest.octets.len));
        return;
    }
    if (!read_role(compile, word, &role))
        return;
    const struct text before_lane = text_trim(rest);
    if (rest.octets.len > 0 && rest.octets.ptr[0] != ':') {
        const size_t colon = octets_find(rest.octets, OCTETS(":"));
        struct text number = text_slice(rest, 0, colon);
        if (!lane_read(compile, &number, &lane) ||
            !lane_is_used(compile, before_lane, lane))
            return;
        const size_t taken = (size_t)(number.octets.ptr - rest.octets.ptr);
        rest = text_trim(text_slice(rest, taken, rest.octets.len));
    } else {
        lane = 0;
    }
    if (rest.octets.len > 0 && rest.octets.ptr[0] == ':') {
        const struct expectation expectation = {
            .role = role, .lane = lane, .line = line.line};
        pattern_line(compile, expectation, line, text_slice(rest, 1, rest.octets.len));
        return;
    }
    const struct text verb = text_word(&rest);
    const struct check check = {
        .role = role, .lane = lane, .has = text_is(verb, "has"), .line = line.line};
    if (check.has || text_is(verb, "lacks"))
        check_line(compile, check, rest);
    else
        text_mistake(compile->mistakes, verb,
                     "expected ':' and a pattern, has or lacks, found '%s'",
                     text_shown(verb, compile->scratch));
}
