/* SPDX-License-Identifier: MIT */
/* A strict reader of header sections: tables of what is plain, false for all else. */
#include "salvo/trust.h"

#include "oracle/head.h"

enum { LINES_MAX = 64, CODES_MAX = 10, LENGTH_DIGITS = 6, LINE_OCTETS = 1024 };

enum side_of { OF_REQUEST = 1, OF_RESPONSE = 2, OF_INTERIM = 4, OF_ODD_INTERIM = 8 };

/* A field that changes nothing but what its row says. values: the only ones, separated
 * by '|' (any case); NULL: any visible text. */
static const struct {
    const char *name;
    unsigned sides;
    const char *values;
} FIELDS[] = {
    {"Host", OF_REQUEST, NULL},
    {"User-Agent", OF_REQUEST, NULL},
    {"Accept", OF_REQUEST, NULL},
    {"Content-Length", OF_REQUEST | OF_RESPONSE | OF_ODD_INTERIM, NULL},
    {"Transfer-Encoding", OF_REQUEST | OF_RESPONSE | OF_ODD_INTERIM, "chunked"},
    {"Expect", OF_REQUEST, "100-continue"},
    {"Connection", OF_REQUEST, "close|keep-alive|upgrade"},
    {"Connection", OF_RESPONSE, "close|keep-alive"},
    {"Upgrade", OF_REQUEST, "websocket|echo"},
    {"Content-Type", OF_REQUEST | OF_RESPONSE, "text/plain"},
    {"Cache-Control", OF_RESPONSE, "no-store"},
    {"Date", OF_RESPONSE, NULL},
    {"Link", OF_RESPONSE | OF_INTERIM, "</a.css>; rel=preload"},
    {"X", OF_REQUEST | OF_RESPONSE | OF_INTERIM, NULL},
    {"X-Interim-Case", OF_REQUEST | OF_RESPONSE | OF_INTERIM, NULL},
};
enum { FIELD_ROWS = sizeof FIELDS / sizeof FIELDS[0] };

static bool is_visible(unsigned char octet)
{
    return octet > 0x20 && octet < 0x7f;
}

static bool is_digits(struct octets text, size_t most)
{
    for (size_t at = 0; at < text.len; at++)
        if (text.ptr[at] < '0' || text.ptr[at] > '9')
            return false;
    return text.len > 0 && text.len <= most;
}

/* The next line without its CRLF. False where none ends so. */
static bool take_line(struct octets *rest, struct octets *line)
{
    const size_t len = octets_find(*rest, OCTETS("\r\n"));
    if (len == SIZE_MAX || len > LINE_OCTETS)
        return false;
    *line = octets_slice(*rest, 0, len);
    *rest = octets_slice(*rest, len + 2, rest->len);
    for (size_t at = 0; at < line->len; at++)
        if (!is_visible(line->ptr[at]) && line->ptr[at] != ' ')
            return false;
    return true;
}

static bool is_listed(struct octets value, const char *values)
{
    struct octets rest = octets_of(values);
    while (rest.len > 0) {
        const size_t bar = octets_find(rest, OCTETS("|"));
        const size_t len = bar < rest.len ? bar : rest.len;
        if (octets_equal_nocase(value, octets_slice(rest, 0, len)))
            return true;
        rest = octets_slice(rest, len < rest.len ? len + 1 : len, rest.len);
    }
    return false;
}

/* The row of a field line, FIELD_ROWS where it is not plain. */
static size_t row_of(struct octets line, unsigned side)
{
    const size_t colon = octets_find(line, OCTETS(": "));
    if (colon == SIZE_MAX)
        return FIELD_ROWS;
    const struct octets name = octets_slice(line, 0, colon);
    const struct octets value = octets_slice(line, colon + 2, line.len);
    if (value.len == 0 || octets_trim(value).len != value.len)
        return FIELD_ROWS;
    for (size_t row = 0; row < FIELD_ROWS; row++)
        if ((FIELDS[row].sides & side) &&
            octets_equal_nocase(name, octets_of(FIELDS[row].name)) &&
            (!FIELDS[row].values || is_listed(value, FIELDS[row].values)))
            return octets_equal_nocase(name, OCTETS("Content-Length")) &&
                           !is_digits(value, LENGTH_DIGITS)
                       ? FIELD_ROWS
                       : row;
    return FIELD_ROWS;
}

/* Plain lines, each name once, and the empty line as the last octets. */
static bool fields_are_plain(struct octets rest, unsigned side)
{
    unsigned seen = 0;
    struct octets line;
    for (size_t count = 0; count < LINES_MAX; count++) {
        if (!take_line(&rest, &line))
            return false;
        if (line.len == 0)
            return rest.len == 0;
        const size_t row = row_of(line, side);
        if (row == FIELD_ROWS || (seen & (1U << row)))
            return false;
        seen |= 1U << row;
    }
    return false;
}

static bool has(struct octets head, const char *name)
{
    struct octets value;
    return head_find(head, octets_of(name), &value);
}

static bool host_is_plain(struct octets head)
{
    struct octets host;
    if (!head_find(head, OCTETS("Host"), &host))
        return false;
    for (size_t at = 0; at < host.len; at++) {
        const unsigned char octet = host.ptr[at];
        const unsigned char lower = octet | 0x20;
        if (!(lower >= 'a' && lower <= 'z') && !(octet >= '0' && octet <= '9') &&
            octet != '.' && octet != '-' && octet != ':')
            return false;
    }
    return true;
}

/* An origin-form or absolute-form without anything that needs a second look. */
static bool target_is_plain(struct octets target)
{
    if (octets_starts_with(target, OCTETS("http://")))
        target = octets_slice(target, 7, target.len);
    else if (target.len == 0 || target.ptr[0] != '/')
        return false;
    for (size_t at = 0; at < target.len; at++) {
        const unsigned char octet = target.ptr[at];
        const unsigned char lower = octet | 0x20;
        if (!(lower >= 'a' && lower <= 'z') && !(octet >= '0' && octet <= '9') &&
            octets_find(OCTETS("/._-~?=&,:"), (struct octets){&octet, 1}) == SIZE_MAX)
            return false;
    }
    return octets_find(target, OCTETS("..")) == SIZE_MAX &&
           octets_find(target, OCTETS("//")) == SIZE_MAX &&
           octets_find(target, OCTETS("/.")) == SIZE_MAX;
}

/* What its fields mean together. */
static bool request_is_plain(struct octets head, bool post, bool http10)
{
    const bool length = has(head, "Content-Length");
    const bool chunked = has(head, "Transfer-Encoding");
    const bool upgrade = has(head, "Upgrade");
    const bool asks = head_has_token(head, OCTETS("Connection"), OCTETS("upgrade"));
    if (length && chunked)
        return false;
    if (!post && (length || chunked || has(head, "Expect")))
        return false;
    if (http10 && chunked)
        return false;
    if (post && !length && !chunked)
        return false;
    return upgrade == asks && (http10 || host_is_plain(head)) &&
           (!has(head, "Host") || host_is_plain(head));
}

bool trust_request(struct octets head)
{
    struct octets rest = head, line;
    if (!take_line(&rest, &line))
        return false;
    const struct octets method = head_word(head, 0);
    const struct octets target = head_word(head, 1);
    const struct octets version = head_word(head, 2);
    const bool post = octets_equal(method, OCTETS("POST"));
    const bool http10 = octets_equal(version, OCTETS("HTTP/1.0"));
    if (!post && !octets_equal(method, OCTETS("GET")) &&
        !octets_equal(method, OCTETS("HEAD")))
        return false;
    if (!http10 && !octets_equal(version, OCTETS("HTTP/1.1")))
        return false;
    return line.len == method.len + target.len + version.len + 2 &&
           target_is_plain(target) && fields_are_plain(rest, OF_REQUEST) &&
           request_is_plain(head, post, http10);
}

/* A chunk size of at most four hexadecimal digits. */
static bool chunk_size(struct octets line, size_t *size)
{
    *size = 0;
    for (size_t at = 0; at < line.len; at++) {
        const unsigned char octet = line.ptr[at];
        const bool digit = octet >= '0' && octet <= '9';
        if (!digit && !(octet >= 'a' && octet <= 'f'))
            return false;
        *size = *size * 16 + (size_t)(digit ? octet - '0' : octet - 'a' + 10);
    }
    return line.len > 0 && line.len <= 4;
}

bool trust_chunked(struct octets content)
{
    for (size_t count = 0; count < LINES_MAX; count++) {
        const size_t end = octets_find(content, OCTETS("\r\n"));
        size_t size;
        if (end == SIZE_MAX || !chunk_size(octets_slice(content, 0, end), &size))
            return false;
        content = octets_slice(content, end + 2, content.len);
        if (size == 0)
            return octets_equal(content, OCTETS("\r\n"));
        if (content.len < size + 2 ||
            !octets_equal(octets_slice(content, size, 2), OCTETS("\r\n")))
            return false;
        content = octets_slice(content, size + 2, content.len);
    }
    return false;
}

bool trust_cut_chunks(struct octets content)
{
    for (size_t count = 0; count < LINES_MAX; count++) {
        const size_t end = octets_find(content, OCTETS("\r\n"));
        size_t size;
        if (end == SIZE_MAX)
            return content.len <= 4; /* of a size */
        if (!chunk_size(octets_slice(content, 0, end), &size) || size == 0)
            return false;
        content = octets_slice(content, end + 2, content.len);
        if (content.len < size + 2)
            return octets_starts_with(OCTETS("\r\n"), octets_slice(content, size, 2));
        if (!octets_equal(octets_slice(content, size, 2), OCTETS("\r\n")))
            return false;
        content = octets_slice(content, size + 2, content.len);
    }
    return false;
}

static bool codes_are_plain(struct octets list)
{
    for (size_t count = 0; count < CODES_MAX; count++) {
        uint64_t code = 0;
        if (!octets_to_u64(octets_slice(list, 0, 3), &code) || code < 102 || code > 199)
            return false;
        if (list.len == 3)
            return true;
        if (list.ptr[3] != ',')
            return false;
        list = octets_slice(list, 4, list.len);
    }
    return false;
}

static bool parameter_is_plain(struct octets parameter)
{
    static const char *const FINALS = "200|204|304|404|503";
    const size_t equals = octets_find(parameter, OCTETS("="));
    if (equals == SIZE_MAX)
        return false;
    const struct octets name = octets_slice(parameter, 0, equals);
    const struct octets value = octets_slice(parameter, equals + 1, parameter.len);
    if (octets_equal(name, OCTETS("interim")))
        return codes_are_plain(value);
    if (octets_equal(name, OCTETS("final")))
        return is_listed(value, FINALS);
    if (octets_equal(name, OCTETS("when")))
        return is_listed(value, "before|after-content");
    return octets_equal(name, OCTETS("token")) ||
           (octets_equal(name, OCTETS("gap_ms")) && is_listed(value, "0|1"));
}

bool trust_trigger(struct octets target)
{
    const size_t query = octets_find(target, OCTETS("?"));
    if (query == SIZE_MAX)
        return true;
    struct octets rest = octets_slice(target, query + 1, target.len);
    while (rest.len > 0) {
        const size_t end = octets_find(rest, OCTETS("&"));
        const size_t len = end < rest.len ? end : rest.len;
        if (!parameter_is_plain(octets_slice(rest, 0, len)))
            return false;
        rest = octets_slice(rest, len < rest.len ? len + 1 : len, rest.len);
    }
    return true;
}

bool trust_response(struct octets head, bool odd)
{
    struct octets rest = head, line;
    if (!take_line(&rest, &line) || line.len < 13 ||
        !octets_starts_with(line, OCTETS("HTTP/1.1 ")) || line.ptr[12] != ' ' ||
        !is_digits(octets_slice(line, 9, 3), 3))
        return false;
    const bool interim = line.ptr[9] == '1';
    return fields_are_plain(rest, interim ? OF_INTERIM | (odd ? OF_ODD_INTERIM : 0)
                                          : OF_RESPONSE) &&
           !(has(head, "Content-Length") && has(head, "Transfer-Encoding"));
}
