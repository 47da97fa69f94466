/* SPDX-License-Identifier: MIT */
/* Patterns: the words, the compiler (recursive descent) and printing. */
#include "case/pattern.h"

#include "base/quote.h"
#include "case/pattern_code.h"

/* What stands for one thing observed. */
static const struct {
    const char *word;
    int low, high;
} WORDS[] = {
    {"1xx", 100, 199},
    {"2xx", 200, 299},
    {"3xx", 300, 399},
    {"4xx", 400, 499},
    {"5xx", 500, 599},
    {"final", 200, OBSERVED_LAST_STATUS},
    {"close", OBSERVED_CLOSE, OBSERVED_CLOSE},
    {"reset", OBSERVED_RESET, OBSERVED_RESET},
    {"silence", OBSERVED_SILENCE, OBSERVED_SILENCE},
    {"tunnel", OBSERVED_TUNNEL, OBSERVED_TUNNEL},
    {"garbage", OBSERVED_GARBAGE, OBSERVED_GARBAGE},
    {"retry", OBSERVED_RETRY, OBSERVED_RETRY},
    {"delivered", OBSERVED_DELIVERED, OBSERVED_DELIVERED},
    {"error", OBSERVED_ERROR, OBSERVED_ERROR},
    {"empty-success", OBSERVED_EMPTY_SUCCESS, OBSERVED_EMPTY_SUCCESS},
    {"interim-as-final", OBSERVED_INTERIM_AS_FINAL, OBSERVED_INTERIM_AS_FINAL},
    {"wrong-answer", OBSERVED_WRONG_ANSWER, OBSERVED_WRONG_ANSWER},
    {"hang", OBSERVED_HANG, OBSERVED_HANG},
};
enum { WORD_COUNT = sizeof WORDS / sizeof WORDS[0], UNFOLDED_RUN = 3 };

static const char *const LABELS[] = {
    [LABEL_PASS] = "pass", [LABEL_WARN] = "warn", [LABEL_INFO] = "info"};

struct parser {
    struct arena *arena;
    struct octets text;
    size_t at;
    struct err *err;
};

static int peek(const struct parser *parser)
{
    return parser->at < parser->text.len ? parser->text.ptr[parser->at] : -1;
}

static bool is_word(int octet)
{
    return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') ||
           (octet >= '0' && octet <= '9') || octet == '-' || octet == '_';
}

static void skip_space(struct parser *parser)
{
    while (peek(parser) == ' ' || peek(parser) == '\t' || peek(parser) == ',')
        parser->at++;
}

/* The word at the parser's place, or the one octet there, or nothing at the end. */
static struct octets found(const struct parser *parser)
{
    size_t end = parser->at;
    while (end < parser->text.len && is_word(parser->text.ptr[end]))
        end++;
    if (end == parser->at && end < parser->text.len)
        end++;
    return octets_slice(parser->text, parser->at, end - parser->at);
}

static struct octets take_word(struct parser *parser)
{
    struct octets word = {NULL, 0};
    if (is_word(peek(parser)))
        word = found(parser);
    parser->at += word.len;
    return word;
}

/* "expected ..., found ..." at the parser's place. Returns false. */
static bool mistake(const struct parser *parser, const char *expected)
{
    const struct octets what = found(parser);
    struct buf shown;
    buf_init(&shown, 80);
    quote_encode(&shown, what);
    if (what.len > 0)
        err_set(parser->err, "expected %s, found '%s'", expected, buf_text(&shown));
    else
        err_set(parser->err, "expected %s, found the end of the pattern", expected);
    if (parser->err)
        parser->err->column = (int)parser->at + 1;
    buf_fini(&shown);
    return false;
}

static bool atom_of(struct octets word, struct pattern_item *item)
{
    uint64_t status;
    for (size_t row = 0; row < WORD_COUNT; row++) {
        if (octets_equal(word, octets_of(WORDS[row].word))) {
            item->low = WORDS[row].low;
            item->high = WORDS[row].high;
            return true;
        }
    }
    if (word.len != 3 || !octets_to_u64(word, &status))
        return false;
    item->low = item->high = observed_status((unsigned)status);
    return true;
}

static bool number(struct parser *parser, uint64_t *value)
{
    const size_t start = parser->at;
    while (peek(parser) >= '0' && peek(parser) <= '9')
        parser->at++;
    const struct octets digits = octets_slice(parser->text, start, parser->at - start);
    if (octets_to_u64(digits, value) && *value <= UINT32_MAX)
        return true;
    parser->at = start;
    return mistake(parser, "a number of repetitions");
}

/* "{" m [ "," [ n ] ] "}" */
static bool braces(struct parser *parser, struct pattern_item *item)
{
    parser->at++;
    if (!number(parser, &item->min))
        return false;
    item->max = item->min;
    if (peek(parser) == ',') {
        parser->at++;
        item->max = UINT64_MAX;
        if (peek(parser) != '}' && !number(parser, &item->max))
            return false;
    }
    if (peek(parser) != '}')
        return mistake(parser, "'}' behind the number of repetitions");
    if (item->max < item->min)
        return mistake(parser, "{m,n} with n not below m");
    parser->at++;
    return true;
}

static bool repetition(struct parser *parser, struct pattern_item *item)
{
    item->min = item->max = 1;
    switch (peek(parser)) {
    case '*':
        item->min = 0;
        item->max = UINT64_MAX;
        break;
    case '+':
        item->max = UINT64_MAX;
        break;
    case '?':
        item->min = 0;
        break;
    case '{':
        return braces(parser, item);
    default:
        return true;
    }
    parser->at++;
    return true;
}

static struct pattern_sequence *choices(struct parser *parser, unsigned depth);

/* One item and its repetition. */
static bool item_read(struct parser *parser, unsigned depth, struct pattern_item *item)
{
    if (peek(parser) == '(') {
        if (depth == PATTERN_MAX_DEPTH)
            return mistake(parser, "groups nested at most 4 deep");
        parser->at++;
        item->choices = choices(parser, depth + 1);
        if (!item->choices)
            return false;
        if (peek(parser) != ')')
            return mistake(parser, "a status, a word or ')'");
        parser->at++;
    } else {
        const size_t start = parser->at;
        if (!atom_of(take_word(parser), item)) {
            parser->at = start;
            return mistake(parser, "a status (000 to 999), 1xx to 5xx, final, '(' or a "
                                   "word of observation");
        }
    }
    if (!repetition(parser, item))
        return false;
    if (is_word(peek(parser)) || peek(parser) == '{' || peek(parser) == '*' ||
        peek(parser) == '+' || peek(parser) == '?')
        return mistake(parser, "a space between two items");
    return true;
}

/* Items up to what cannot begin one. */
static bool sequence_read(struct parser *parser, unsigned depth,
                          struct pattern_sequence *sequence)
{
    struct pattern_item **tail = &sequence->items;
    for (;;) {
        skip_space(parser);
        const int next = peek(parser);
        if (next < 0 || next == '|' || (depth > 0 && (next == ')' || next == '/')))
            return true;
        struct pattern_item *item = ARENA_NEW(parser->arena, struct pattern_item);
        if (!item_read(parser, depth, item))
            return false;
        *tail = item;
        tail = &item->next;
    }
}

static struct pattern_sequence *choices(struct parser *parser, unsigned depth)
{
    struct pattern_sequence *first = NULL;
    struct pattern_sequence **tail = &first;
    for (;;) {
        *tail = ARENA_NEW(parser->arena, struct pattern_sequence);
        if (!sequence_read(parser, depth, *tail))
            return NULL;
        tail = &(*tail)->next;
        if (depth == 0 || peek(parser) != '/')
            return first;
        parser->at++;
    }
}

static bool label_read(struct parser *parser, enum label *label)
{
    skip_space(parser);
    const size_t start = parser->at;
    const struct octets word = take_word(parser);
    for (enum label row = LABEL_PASS; row < LABEL_NONE; row++) {
        if (octets_equal(word, octets_of(LABELS[row]))) {
            *label = row;
            return true;
        }
    }
    parser->at = start;
    return mistake(parser, "pass, warn or info");
}

static bool alternative_read(struct parser *parser, struct pattern *pattern)
{
    if (pattern->alternative_count == PATTERN_MAX_ALTERNATIVES)
        return mistake(parser, "at most 8 alternatives");
    const size_t row = pattern->alternative_count++;
    if (!label_read(parser, &pattern->alternatives[row].label))
        return false;
    struct pattern_sequence *sequence = choices(parser, 0);
    if (!sequence)
        return false;
    if (!sequence->items)
        return mistake(parser, "what may be observed, behind the label");
    pattern->alternatives[row].sequence = sequence;
    return true;
}

const struct pattern *pattern_compile(struct arena *arena, struct octets text,
                                      struct err *err)
{
    struct pattern *pattern = ARENA_NEW(arena, struct pattern);
    pattern->text = arena_octets(arena, text);
    struct parser parser = {.arena = arena, .text = pattern->text, .err = err};
    if (text.len > PATTERN_MAX_OCTETS) {
        mistake(&parser, "a pattern of at most 4000 octets");
        return NULL;
    }
    for (;;) {
        if (!alternative_read(&parser, pattern))
            return NULL;
        if (peek(&parser) != '|')
            return pattern;
        parser.at++;
    }
}

struct octets pattern_text(const struct pattern *pattern)
{
    return pattern->text;
}

static void word_of(struct buf *out, int observed)
{
    for (size_t row = 0; row < WORD_COUNT; row++) {
        if (WORDS[row].low == observed && WORDS[row].high == observed) {
            buf_add_text(out, WORDS[row].word);
            return;
        }
    }
    buf_printf(out, "%03d", observed % OBSERVED_BELOW_100);
}

void observed_format(struct buf *out, const int *observed, size_t count)
{
    for (size_t at = 0; at < count;) {
        size_t run = 1;
        while (at + run < count && observed[at + run] == observed[at])
            run++;
        const size_t shown = run > UNFOLDED_RUN ? 1 : run;
        for (size_t copy = 0; copy < shown; copy++) {
            if (at + copy > 0)
                buf_add_octet(out, ' ');
            word_of(out, observed[at]);
        }
        if (run > UNFOLDED_RUN)
            buf_printf(out, "{%zu}", run);
        at += run;
    }
}
