/* SPDX-License-Identifier: MIT */
/* Following the messages of a lane while its fences are read: the client's header
 * sections (what they announce), the origin's responses (where each ends).
 *
 * This is no parser of HTTP: it reads what case authors write, and gives up (content
 * without bounds) where it does not understand. */
#include "case/compile.h"

#include <string.h>

static bool is_token(unsigned char octet)
{
    static const char OTHERS[] = "!#$%&'*+-.^_`|~";
    return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') ||
           (octet >= '0' && octet <= '9') ||
           (octet != 0 && memchr(OTHERS, octet, sizeof OTHERS - 1) != NULL);
}

static struct octets word(struct octets *rest)
{
    size_t at = 0;
    while (at < rest->len && rest->ptr[at] != ' ')
        at++;
    const struct octets taken = octets_slice(*rest, 0, at);
    *rest = octets_slice(*rest, at + 1, rest->len);
    return taken;
}

/* HTTP/D.D, then nothing or an escape. */
static bool is_version(struct octets text)
{
    return octets_starts_with(text, OCTETS("HTTP/")) && text.len >= 8 &&
           text.ptr[5] >= '0' && text.ptr[5] <= '9' && text.ptr[6] == '.' &&
           text.ptr[7] >= '0' && text.ptr[7] <= '9' &&
           (text.len == 8 || text.ptr[8] == '\\');
}

bool is_request_line(struct octets line)
{
    static const struct octets OURS[] = {{(const unsigned char *)"{target}", 8},
                                         {(const unsigned char *)"{path}", 6},
                                         {(const unsigned char *)"{trigger}", 9},
                                         {(const unsigned char *)"{dav}", 5},
                                         {(const unsigned char *)"{accepted}", 10},
                                         {(const unsigned char *)"{location}", 10}};
    struct octets rest = line;
    const struct octets method = word(&rest);
    const struct octets target = word(&rest);
    if (method.len == 0 || target.len == 0)
        return false;
    for (size_t at = 0; at < method.len; at++)
        if (!is_token(method.ptr[at]))
            return false;
    for (size_t row = 0; row < sizeof OURS / sizeof OURS[0]; row++)
        if (octets_starts_with(target, OURS[row]))
            return true;
    return is_version(rest);
}

bool is_status_line(struct octets line)
{
    return octets_starts_with(line, OCTETS("HTTP/")) && line.len > 5 &&
           line.ptr[5] >= '0' && line.ptr[5] <= '9';
}

static void line_add(struct followed_line *line, struct octets octets)
{
    const size_t room = FOLLOWED_LINE_MAX - line->len;
    const size_t len = octets.len < room ? octets.len : room;
    if (len > 0)
        memcpy(line->octets + line->len, octets.ptr, len);
    line->len += len;
}

/* Adds octets up to the first LF, taken off *rest. True where the line is complete;
 * *text then is it, without its line end, and line is empty again. */
static bool line_complete(struct followed_line *line, struct octets *rest,
                          struct octets *text)
{
    const unsigned char *end = memchr(rest->ptr, '\n', rest->len);
    const size_t len = end ? (size_t)(end - rest->ptr) : rest->len;
    line_add(line, octets_slice(*rest, 0, len));
    *rest = octets_slice(*rest, end ? len + 1 : len, rest->len);
    if (!end)
        return false;
    *text = (struct octets){line->octets, line->len};
    if (text->len > 0 && text->ptr[text->len - 1] == '\r')
        text->len--;
    line->len = 0;
    return true;
}

static bool field(struct octets line, struct octets *name, struct octets *value)
{
    const size_t colon = octets_find(line, OCTETS(":"));
    if (colon == SIZE_MAX)
        return false;
    *name = octets_trim(octets_slice(line, 0, colon));
    *value = octets_trim(octets_slice(line, colon + 1, line.len));
    return true;
}

void follow_request_begin(struct compile *compile, unsigned lane_number,
                          struct text line, size_t step)
{
    struct lane *lane = &compile->lanes[lane_number];
    struct octets rest = line.octets;
    if (compile->exchange_count == SCRIPT_MAX_EXCHANGES) {
        text_mistake(compile->mistakes, line, "expected at most %d exchanges",
                     SCRIPT_MAX_EXCHANGES);
        return;
    }
    struct exchange *exchange = &compile->exchanges[compile->exchange_count++];
    *exchange = (struct exchange){.lane = lane_number,
                                  .ordinal = lane->begun,
                                  .method = arena_octets(compile->arena, word(&rest)),
                                  .step = step};
    exchange->http10 = octets_find(rest, OCTETS(" HTTP/1.0")) != SIZE_MAX;
    lane->exchanges[lane->begun++] = exchange;
    lane->request = (struct request_follow){.in_head = true, .exchange = exchange};
}

/* Fields that a client writes by itself, or that its forms give it. */
static bool is_own_field(struct octets name)
{
    static const char *const OWN[] = {"host", "content-length", "expect", "connection",
                                      "transfer-encoding"};
    for (size_t row = 0; row < sizeof OWN / sizeof OWN[0]; row++)
        if (octets_equal_nocase(name, octets_of(OWN[row])))
            return true;
    return false;
}

static void request_field(struct exchange *exchange, struct octets name,
                          struct octets value)
{
    uint64_t len;
    if (octets_equal_nocase(name, OCTETS("expect")))
        exchange->expect_continue |= octets_equal_nocase(value, OCTETS("100-continue"));
    else if (octets_equal_nocase(name, OCTETS("upgrade")))
        exchange->upgrade = true;
    else if (octets_equal_nocase(name, OCTETS("transfer-encoding")))
        exchange->content = true;
    else if (octets_equal_nocase(name, OCTETS("content-length")))
        exchange->content = !octets_to_u64(value, &len) || len > 0;
    /* X-Interim-Case is ours: a client leaves it out without loss. */
    if (!is_own_field(name) && !octets_equal_nocase(name, OCTETS("x-interim-case")))
        exchange->extra_fields = true;
}

void follow_request(struct lane *lane, struct octets octets)
{
    struct request_follow *request = &lane->request;
    struct octets line, name, value;
    while (request->in_head && octets.len > 0) {
        if (!line_complete(&request->line, &octets, &line))
            return;
        if (line.len == 0)
            request->in_head = false;
        else if (field(line, &name, &value))
            request_field(request->exchange, name, value);
    }
}

/* The status in "HTTP/1.1 102 ...", 0 where there is none. */
static unsigned status_of(struct octets line)
{
    uint64_t status;
    word(&line);
    if (line.len > 3 && line.ptr[3] >= '0' && line.ptr[3] <= '9')
        return 0;
    return octets_to_u64(octets_slice(line, 0, 3), &status) && status >= 100
               ? (unsigned)status
               : 0;
}

bool follow_response_begin(struct lane *lane, struct octets line)
{
    struct response_follow *response = &lane->response;
    if (response->state >= RESPONSE_COUNTED ||
        (response->state == RESPONSE_HEAD && !response->interim))
        return false;
    response->status = status_of(line);
    response->interim = response->status / 100 == 1 && response->status != 101;
    response->chunked = response->has_length = false;
    response->line.len = 0;
    if (response->state != RESPONSE_NONE)
        response->state = RESPONSE_HEAD;
    if (response->interim)
        lane->sent_interim[response->status - 100] = true;
    return true;
}

static void response_field(struct response_follow *response, struct octets name,
                           struct octets value)
{
    if (octets_equal_nocase(name, OCTETS("content-length")))
        response->has_length = octets_to_u64(value, &response->left);
    else if (octets_equal_nocase(name, OCTETS("transfer-encoding")))
        response->chunked = octets_equal_nocase(value, OCTETS("chunked"));
}

static void response_end(struct response_follow *response)
{
    response->state = RESPONSE_NONE;
    response->ended = true;
}

/* RFC 9112 section 6.3. */
static void head_ends(struct lane *lane)
{
    struct response_follow *response = &lane->response;
    const struct exchange *exchange = lane->awaited > 0 && lane->awaited <= lane->begun
                                          ? lane->exchanges[lane->awaited - 1]
                                          : NULL;
    const struct octets method = exchange ? exchange->method : OCTETS("");
    if (response->interim)
        response->state = RESPONSE_EXPECTED;
    else if (response->status == 101 ||
             (response->status / 100 == 2 && octets_equal(method, OCTETS("CONNECT"))))
        response->state = RESPONSE_UNBOUNDED;
    else if (octets_equal(method, OCTETS("HEAD")) || response->status == 204 ||
             response->status == 304)
        response_end(response);
    else if (response->chunked)
        response->state = RESPONSE_CHUNK_LINE;
    else if (!response->has_length)
        response->state = RESPONSE_UNBOUNDED;
    else if (response->left == 0)
        response_end(response);
    else
        response->state = RESPONSE_COUNTED;
}

/* A chunk's size; the line end behind its data counts with it. */
static void chunk_line(struct response_follow *response, struct octets line)
{
    uint64_t size = 0;
    size_t at = 0;
    for (; at < line.len && at < 8; at++) {
        const unsigned char octet = line.ptr[at] | 0x20;
        if (line.ptr[at] >= '0' && line.ptr[at] <= '9')
            size = size * 16 + (unsigned)(line.ptr[at] - '0');
        else if (octet >= 'a' && octet <= 'f')
            size = size * 16 + (unsigned)(octet - 'a') + 10;
        else
            break;
    }
    response->left = size + 2;
    if (at == 0 || at == 8)
        response->state = RESPONSE_UNBOUNDED;
    else
        response->state = size == 0 ? RESPONSE_TRAILERS : RESPONSE_CHUNK;
}

static void response_line(struct lane *lane, struct octets line)
{
    struct response_follow *response = &lane->response;
    struct octets name, value;
    if (response->state == RESPONSE_CHUNK_LINE)
        chunk_line(response, line);
    else if (response->state == RESPONSE_TRAILERS && line.len == 0)
        response_end(response);
    else if (response->state == RESPONSE_HEAD && line.len == 0)
        head_ends(lane);
    else if (response->state == RESPONSE_HEAD && field(line, &name, &value))
        response_field(response, name, value);
}

bool follow_response_skip(struct lane *lane, uint64_t len)
{
    struct response_follow *response = &lane->response;
    const bool over = len > response->left;
    response->left -= over ? response->left : len;
    if (response->left > 0)
        return false;
    if (response->state == RESPONSE_CHUNK)
        response->state = RESPONSE_CHUNK_LINE;
    else
        response_end(response);
    return over && response->state == RESPONSE_NONE;
}

bool follow_response(struct lane *lane, struct octets octets)
{
    struct response_follow *response = &lane->response;
    struct octets line;
    while (octets.len > 0) {
        if (response->state == RESPONSE_NONE)
            return true;
        if (response->state == RESPONSE_EXPECTED ||
            response->state == RESPONSE_UNBOUNDED)
            return false;
        if (response->state == RESPONSE_COUNTED || response->state == RESPONSE_CHUNK) {
            const size_t len =
                octets.len < response->left ? octets.len : (size_t)response->left;
            follow_response_skip(lane, len);
            octets = octets_slice(octets, len, octets.len);
        } else if (line_complete(&response->line, &octets, &line)) {
            response_line(lane, line);
        }
    }
    return false;
}
