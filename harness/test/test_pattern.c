/* SPDX-License-Identifier: MIT */
/* Patterns: what matches, what nearly does, what cannot be compiled, what it costs. */
#include "base/clock.h"
#include "case/pattern.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { OBSERVED_MAX = 32 };

/* Short names for the table. */
#define CLOSE     OBSERVED_CLOSE
#define DELIVERED OBSERVED_DELIVERED
#define ERROR     OBSERVED_ERROR
#define RETRY     OBSERVED_RETRY
#define SILENCE   OBSERVED_SILENCE
#define TUNNEL    OBSERVED_TUNNEL

static const struct {
    const char *pattern;
    int observed[OBSERVED_MAX]; /* up to the first 0 */
    enum label label;
    const char *why;
} MATCHES[] = {
    {"pass 200", {200}, LABEL_PASS, "a status matches itself"},
    {"pass 200", {201}, LABEL_NONE, "and no other"},
    {"pass 200", {0}, LABEL_NONE, "nothing is not something"},
    {"pass 200", {200, 200}, LABEL_NONE, "all must be matched"},
    {"pass 102 200", {200, 102}, LABEL_NONE, "in order"},
    {"pass 102 102 200", {102, 200}, LABEL_NONE, "each once"},
    {"pass 1xx 200", {199, 200}, LABEL_PASS, "a class"},
    {"pass 1xx 200", {100, 200}, LABEL_PASS, "the class's first"},
    {"pass 1xx", {200}, LABEL_NONE, "not the next class"},
    {"pass 5xx", {599}, LABEL_PASS, "the last class's last"},
    {"pass 5xx", {600}, LABEL_NONE, "and no further"},
    {"pass final", {200}, LABEL_PASS, "final is any status but 1xx"},
    {"pass final", {999}, LABEL_PASS, "even one out of range"},
    {"pass final", {OBSERVED_BELOW_100 + 99}, LABEL_PASS, "below it as well"},
    {"pass final", {OBSERVED_BELOW_100}, LABEL_PASS, "from 000 on"},
    {"pass 099", {OBSERVED_BELOW_100 + 99}, LABEL_PASS, "and matches itself"},
    {"pass 003", {SILENCE}, LABEL_NONE, "003 is no word"},
    {"pass silence", {OBSERVED_BELOW_100 + SILENCE}, LABEL_NONE, "nor a word 003"},
    {"pass final", {199}, LABEL_NONE, "an interim response is not final"},
    {"pass final", {CLOSE}, LABEL_NONE, "a close is no status"},
    {"pass 102* 200", {200}, LABEL_PASS, "* is none"},
    {"pass 102* 200", {102, 102, 102, 200}, LABEL_PASS, "* is many"},
    {"pass 102+ 200", {200}, LABEL_NONE, "+ is at least one"},
    {"pass 102+ 200", {102, 102, 200}, LABEL_PASS, "+ is many"},
    {"pass 102? 200", {102, 200}, LABEL_PASS, "? is one"},
    {"pass 102? 200", {102, 102, 200}, LABEL_NONE, "? is not two"},
    {"pass 102{2} 200", {102, 102, 200}, LABEL_PASS, "{m} is so many"},
    {"pass 102{2} 200", {102, 200}, LABEL_NONE, "{m} is not fewer"},
    {"pass 102{2} 200", {102, 102, 102, 200}, LABEL_NONE, "{m} is not more"},
    {"pass 1xx{0,1} 200", {200}, LABEL_PASS, "{m,n} from m"},
    {"pass 1xx{0,1} 200", {103, 200}, LABEL_PASS, "{m,n} to n"},
    {"pass 1xx{0,1} 200", {103, 103, 200}, LABEL_NONE, "{m,n} not past n"},
    {"pass 1xx{2,} 200", {103, 103, 103, 200}, LABEL_PASS, "{m,} without end"},
    {"pass 1xx{2,} 200", {103, 200}, LABEL_NONE, "{m,} from m"},
    {"pass 1xx{1,3} 102 200", {102, 102, 200}, LABEL_PASS, "gives back what is needed"},
    {"pass 1xx* 102 1xx* 200", {103, 102, 103, 200}, LABEL_PASS, "finds the middle"},
    {"pass 1xx* 102 1xx* 200", {103, 103, 200}, LABEL_NONE, "which must be there"},
    {"pass 200 | warn 102 200", {102, 200}, LABEL_WARN, "the second alternative"},
    {"pass 200 | warn final", {200}, LABEL_PASS, "the first that matches counts"},
    {"pass 200 | info 5xx", {502}, LABEL_INFO, "info"},
    {"warn 200|pass 201", {201}, LABEL_PASS, "no space around | is needed"},
    {"pass (102 103 / 103 102) 200", {103, 102, 200}, LABEL_PASS, "a choice"},
    {"pass (102 103 / 103 102) 200", {103, 103, 200}, LABEL_NONE, "one of the choices"},
    {"pass (102 103)* 200", {102, 103, 102, 103, 200}, LABEL_PASS, "a group repeats"},
    {"pass (102 103)* 200", {102, 103, 102, 200}, LABEL_NONE, "as a whole"},
    {"pass (102 103){2} 200", {102, 103, 102, 103, 200}, LABEL_PASS, "so many times"},
    {"pass (102 103){2} 200", {102, 103, 200}, LABEL_NONE, "not fewer"},
    {"pass (102 103){1,2} 200",
     {102, 103, 102, 103, 102, 103, 200},
     LABEL_NONE,
     "not more"},
    {"pass (102 / )* 200",
     {102, 102, 200},
     LABEL_PASS,
     "an empty choice does not loop"},
    {"pass ((102 / 103)+ 104)? 200", {102, 103, 104, 200}, LABEL_PASS, "groups nest"},
    {"pass ((102 / 103)+ 104)? 200", {102, 103, 200}, LABEL_NONE, "and end"},
    {"pass 102, 200, 200", {102, 200, 200}, LABEL_PASS, "commas are for the eye"},
    {"pass 200 close", {200, CLOSE}, LABEL_PASS, "a close that is written"},
    {"pass 200", {200, CLOSE}, LABEL_PASS, "a close after a final response is free"},
    {"pass 200 | warn 200 close",
     {200, CLOSE},
     LABEL_WARN,
     "but where it is written, that counts"},
    {"pass 200 close", {200}, LABEL_NONE, "a close that must come"},
    {"pass 102", {102, CLOSE}, LABEL_NONE, "a close after a 1xx is not free"},
    {"pass 200 200", {200, CLOSE}, LABEL_NONE, "a close is no answer"},
    {"pass tunnel", {TUNNEL, CLOSE}, LABEL_NONE, "a tunnel's close is written"},
    {"pass 102 (200 / 502 / close)", {102, CLOSE}, LABEL_PASS, "words in groups"},
    {"pass delivered", {DELIVERED}, LABEL_PASS, "what a caller got"},
    {"pass delivered | pass error", {ERROR}, LABEL_PASS, "or this"},
    {"pass retry delivered", {DELIVERED}, LABEL_NONE, "a retry that was due"},
    {"pass silence", {SILENCE}, LABEL_PASS, "silence"},
};

static void what_is_observed_is_judged_by_the_first_alternative(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof MATCHES / sizeof MATCHES[0]; row++) {
        struct arena arena;
        struct err err;
        size_t count = 0;
        arena_init(&arena);
        const struct pattern *pattern =
            pattern_compile(&arena, octets_of(MATCHES[row].pattern), &err);
        assert_non_null(pattern);
        while (MATCHES[row].observed[count])
            count++;
        const enum label label = pattern_match(pattern, MATCHES[row].observed, count);
        if (label != MATCHES[row].label)
            fail_msg("%s: %s: expected label %d, found %d", MATCHES[row].why,
                     MATCHES[row].pattern, MATCHES[row].label, label);
        arena_fini(&arena);
    }
}

static const struct {
    const char *pattern;
    int column;
    const char *text;
} MISTAKES[] = {
    {"", 1, "expected pass, warn or info, found the end of the pattern"},
    {"200", 1, "expected pass, warn or info, found '200'"},
    {"pass", 5,
     "expected what may be observed, behind the label, found the end of the "
     "pattern"},
    {"pass 200 |", 11, "expected pass, warn or info, found the end of the pattern"},
    {"pass 20", 6,
     "expected a status (000 to 999), 1xx to 5xx, final, '(' or a word of "
     "observation, found '20'"},
    {"pass 6xx", 6,
     "expected a status (000 to 999), 1xx to 5xx, final, '(' or a word of "
     "observation, found '6xx'"},
    {"pass 102 deliverd", 10,
     "expected a status (000 to 999), 1xx to 5xx, final, '(' or a word of observation, "
     "found 'deliverd'"},
    {"pass 102{", 10, "expected a number of repetitions, found the end of the pattern"},
    {"pass 102{x}", 10, "expected a number of repetitions, found 'x'"},
    {"pass 102{3,2}", 13, "expected {m,n} with n not below m, found '}'"},
    {"pass 102{3", 11,
     "expected '}' behind the number of repetitions, found the end of the pattern"},
    {"pass 102{99999999999}", 10,
     "expected a number of repetitions, found '99999999999'"},
    {"pass 102**", 10, "expected a space between two items, found '*'"},
    {"pass (102", 10, "expected a status, a word or ')', found the end of the pattern"},
    {"pass 102)", 9,
     "expected a status (000 to 999), 1xx to 5xx, final, '(' or a word of observation, "
     "found ')'"},
    {"pass 102 / 103", 10,
     "expected a status (000 to 999), 1xx to 5xx, final, '(' or a word of observation, "
     "found '/'"},
    {"pass (((((102)))))", 10, "expected groups nested at most 4 deep, found '('"},
    {"pass 1 | pass 2 ", 6,
     "expected a status (000 to 999), 1xx to 5xx, final, '(' or a word of observation, "
     "found '1'"},
    {"pass 200|pass 200|pass 200|pass 200|pass 200|pass 200|pass 200|pass 200|pass 200",
     73, "expected at most 8 alternatives, found 'pass'"},
};

static void what_is_no_pattern_is_told_with_its_column(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof MISTAKES / sizeof MISTAKES[0]; row++) {
        struct arena arena;
        struct err err = {.column = -1};
        arena_init(&arena);
        if (pattern_compile(&arena, octets_of(MISTAKES[row].pattern), &err))
            fail_msg("'%s' compiles", MISTAKES[row].pattern);
        assert_string_equal(err.text, MISTAKES[row].text);
        if (err.column != MISTAKES[row].column)
            fail_msg("'%s': expected column %d, found %d", MISTAKES[row].pattern,
                     MISTAKES[row].column, err.column);
        arena_fini(&arena);
    }
}

/* What a long observation costs: each of these would take for ever by backtracking. */
static const struct {
    const char *pattern;
    size_t count; /* of 102, then one 200 */
    enum label label;
} LONG[] = {
    {"pass 102{100000} 200", 100000, LABEL_PASS},
    {"pass 102{99999} 200", 100000, LABEL_NONE},
    {"pass 102{100001} 200", 100000, LABEL_NONE},
    {"pass 1xx* 200", 100000, LABEL_PASS},
    {"pass 1xx* 1xx* 1xx* 1xx* 1xx* 1xx* 1xx* 1xx* 404", 100000, LABEL_NONE},
    {"pass (102)* 200", 100000, LABEL_PASS},
    {"pass (102 102){50000} 200", 100000, LABEL_PASS},
    {"pass (102 102){50000} 200", 99999, LABEL_NONE},
    {"pass (((1xx*)*)*)* 404", 2000, LABEL_NONE},
    {"pass ((1xx? 1xx?)* (102 / 1xx)*)* 404", 2000, LABEL_NONE},
    {"pass (1xx*){1000,2000} 404", 1000, LABEL_NONE},
};

static void a_long_observation_is_judged_in_bounded_time(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof LONG / sizeof LONG[0]; row++) {
        struct arena arena;
        struct err err;
        const size_t count = LONG[row].count + 1;
        int *observed = calloc(count, sizeof *observed);
        assert_non_null(observed);
        for (size_t at = 0; at < count; at++)
            observed[at] = at + 1 < count ? 102 : 200;
        arena_init(&arena);
        const struct pattern *pattern =
            pattern_compile(&arena, octets_of(LONG[row].pattern), &err);
        assert_non_null(pattern);
        const int64_t start = clock_now_ns();
        const enum label label = pattern_match(pattern, observed, count);
        const int64_t ms = (clock_now_ns() - start) / 1000000;
        if (label != LONG[row].label || ms > 20000)
            fail_msg("%s: expected label %d, found %d after %lld ms", LONG[row].pattern,
                     LONG[row].label, label, (long long)ms);
        free(observed);
        arena_fini(&arena);
    }
}

static const struct {
    int observed[OBSERVED_MAX];
    const char *text;
} FORMATS[] = {
    {{0}, ""},
    {{200}, "200"},
    {{102, 102, 102, 200}, "102 102 102 200"},
    {{102, 102, 102, 102, 200, CLOSE}, "102{4} 200 close"},
    {{OBSERVED_BELOW_100 + 99, OBSERVED_BELOW_100 + SILENCE, 999}, "099 003 999"},
    {{RETRY, DELIVERED}, "retry delivered"},
    {{OBSERVED_EMPTY_SUCCESS, OBSERVED_INTERIM_AS_FINAL, OBSERVED_WRONG_ANSWER},
     "empty-success interim-as-final wrong-answer"},
    {{OBSERVED_RESET, SILENCE, TUNNEL, OBSERVED_GARBAGE, ERROR, OBSERVED_HANG},
     "reset silence tunnel garbage error hang"},
};

static void what_was_observed_is_printed_in_words_of_a_pattern(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof FORMATS / sizeof FORMATS[0]; row++) {
        struct buf out;
        size_t count = 0;
        while (FORMATS[row].observed[count])
            count++;
        buf_init(&out, 1000);
        observed_format(&out, FORMATS[row].observed, count);
        assert_string_equal(buf_text(&out), FORMATS[row].text);
        buf_fini(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_observed_is_judged_by_the_first_alternative),
        cmocka_unit_test(what_is_no_pattern_is_told_with_its_column),
        cmocka_unit_test(a_long_observation_is_judged_in_bounded_time),
        cmocka_unit_test(what_was_observed_is_printed_in_words_of_a_pattern),
    };
    return cmocka_run_group_tests_name("pattern", tests, NULL, NULL);
}
