/* SPDX-License-Identifier: MIT */
/* Connections made of choices: responses. */
#include "fuzz/valid_state.h"

enum { LARGE = 8200, REASONS = 4 };

static void add_fill(struct buf *out, size_t count)
{
    for (; count > 0; count--)
        buf_add_octet(out, 'x');
}

/* Fields that say nothing to anybody, and those that are planted in any response. */
static void add_fields(struct maker *maker)
{
    static const char *const PLAIN[] = {"", "X: y\r\n",
                                        "Link: </a.css>; rel=preload\r\n",
                                        "x-empty:\r\nX: \xff\t,;\"\r\n"};
    const struct {
        enum plant plant;
        struct octets line;
    } planted[] = {
        {PLANT_FIELD_LF, OCTETS("X: y\n")},
        {PLANT_BARE_CR, OCTETS("X: a\rb\r\n")},
        {PLANT_NAME_SPACE, OCTETS("X : y\r\n")},
        {PLANT_NAME_OCTET, OCTETS("X(y: z\r\n")},
        {PLANT_NO_COLON, OCTETS("X\r\n")},
        {PLANT_VALUE_OCTET, OCTETS("X: a\0b\r\n")},
        {PLANT_FOLD, OCTETS("X: a\r\n b\r\n")},
    };
    buf_add_text(&maker->head, PLAIN[choose(maker, 4)]);
    for (size_t row = 0; row < sizeof planted / sizeof planted[0]; row++)
        if (plant(maker, planted[row].plant))
            buf_add(&maker->head, planted[row].line);
}

/* A status line, with what is planted there. */
static void begin(struct maker *maker, unsigned status, const char *version)
{
    static const char *const REASON[REASONS] = {"OK", "", "A reason, \"HTTP/1.1 200\"",
                                                "\xc3\xa9\t"};
    struct valid *valid = maker->valid;
    struct buf *out = &maker->head;
    const bool tab = plant(maker, PLANT_TAB);
    const bool no_space = plant(maker, PLANT_NO_SPACE);
    const bool control = plant(maker, PLANT_REASON);
    const bool lf = plant(maker, PLANT_STATUS_LF);
    buf_clear(out);
    if (plant(maker, PLANT_STRAY_CRLF))
        buf_add_text(out, "\r\n");
    if (plant(maker, PLANT_HTTP2))
        version = "2.0";
    buf_printf(out, "HTTP/%s%c%03u", version, tab ? '\t' : ' ', status);
    if (!no_space)
        buf_printf(out, " %s%s", REASON[choose(maker, REASONS)], control ? "\x01" : "");
    buf_add_text(out, lf ? "\n" : "\r\n");
    if (plant(maker, PLANT_LEADING_SPACE))
        buf_add_text(out, " X: y\r\n");
    if (valid->count < VALID_MAX_RESPONSES)
        valid->statuses[valid->count++] = status;
}

static void end(struct maker *maker, struct octets content)
{
    buf_add_text(&maker->head, "\r\n");
    buf_add(&maker->head, content);
    put(maker, CAPTURE_RESPONSE, buf_view(&maker->head));
}

static const char *length_line(struct maker *maker)
{
    static const char *const LINES[] = {
        "Content-Length: 0\r\n", "Content-Length: 5\r\n", "content-length:38\r\n",
        "Content-Length: x\r\n"};
    return LINES[choose(maker, 4)];
}

void interim_make(struct maker *maker, unsigned status)
{
    struct buf *out = &maker->head;
    begin(maker, status, plant(maker, PLANT_INTERIM_OLD) ? "1.0" : "1.1");
    add_fields(maker);
    if (plant(maker, PLANT_INTERIM_LENGTH))
        buf_add_text(out, length_line(maker));
    if (plant(maker, PLANT_INTERIM_CODING))
        buf_add_text(out, choose(maker, 2) ? "Transfer-Encoding: chunked\r\n"
                                           : "Transfer-Encoding: gzip\r\n");
    if (plant(maker, PLANT_INTERIM_CLOSE))
        buf_add_text(out, choose(maker, 2) ? "Connection: close\r\n"
                                           : "connection: x ,Close\r\n");
    if (status != 103 && plant(maker, PLANT_INTERIM_ETAG))
        buf_add_text(out, "ETag: \"a\"\r\n");
    if (plant(maker, PLANT_INTERIM_URI))
        buf_add_text(out, "Status-URI: 102 /\r\n");
    if (plant(maker, PLANT_INTERIM_LARGE)) {
        buf_add_text(out, "X: ");
        add_fill(out, LARGE);
        buf_add_text(out, "\r\n");
    }
    end(maker, plant(maker, PLANT_INTERIM_CONTENT) ? OCTETS("hello") : OCTETS(""));
    maker->plan.interims++;
    maker->plan.answered = maker->plan.answered || status != 100;
}

void switch_make(struct maker *maker)
{
    const bool other = plant(maker, PLANT_SWITCH_OTHER);
    struct valid *valid = maker->valid;
    struct plan *plan = &maker->plan;
    if (!plan->upgrade)
        plant(maker, PLANT_SWITCH_UNASKED);
    if (plan->old)
        plant(maker, PLANT_SWITCH_OLD);
    if (!(plan->upgrade || valid->plant == PLANT_SWITCH_UNASKED) ||
        (plan->old && valid->plant != PLANT_SWITCH_OLD)) {
        final_make(maker, true);
        return;
    }
    buf_clear(&maker->head);
    buf_add_text(&maker->head, "HTTP/1.1 101 Switching Protocols\r\n");
    valid->statuses[valid->count++] = 101;
    if (!plant(maker, PLANT_SWITCH_TO_NOTHING))
        buf_add_text(&maker->head,
                     other ? "Upgrade: other\r\n" : "Upgrade: WebSocket\r\n");
    if (!plant(maker, PLANT_SWITCH_UNSAID))
        buf_add_text(&maker->head, "Connection: keep-alive, Upgrade\r\n");
    end(maker, plant(maker, PLANT_SWITCH_BACK)
                   ? OCTETS("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                   : OCTETS("\x81\x05hello"));
    maker->over = true;
}

/* ---------------------------------------------------------------- final ones */

/* How its end is known. */
enum way { BY_LENGTH, BY_CHUNKS, BY_CLOSE, BY_STATUS, WAY_COUNT };

static struct octets content_by(struct maker *maker, enum way way)
{
    const struct octets chunked[] = {
        OCTETS("5\r\nhello\r\n0\r\n\r\n"), OCTETS("0\r\n\r\n"),
        OCTETS("002;a=b;c=\"d;\\\" \"\r\nok\r\n1;x\r\n!\r\n00\r\nX: y\r\n\r\n"),
        OCTETS("1A\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\nContent-Length: 5\r\n\r\n")};
    struct buf *out = &maker->head;
    if (way == BY_CHUNKS) {
        buf_add_text(out, choose(maker, 3) ? "Transfer-Encoding: chunked\r\n"
                                           : "Transfer-encoding: gzip ,Chunked\r\n");
        return chunked[choose(maker, 4)];
    }
    if (way == BY_STATUS)
        return OCTETS("");
    if (way == BY_CLOSE)
        return OCTETS("HTTP/1.1 200 OK\r\n\r\n");
    if (choose(maker, 3) == 2)
        buf_add_text(out, "Content-Length: 5\r\nContent-Length: 5\r\n");
    else
        buf_add_text(out, choose(maker, 2) ? "Content-Length: 5, 5\r\n"
                                           : "Content-Length: 5\r\n");
    return OCTETS("hello");
}

static unsigned status_for(struct maker *maker, enum way way)
{
    static const unsigned USUAL[] = {200, 404, 500, 206, 417, 302, 202, 599};
    if (way == BY_STATUS)
        return choose(maker, 2) ? 304 : 204;
    if (way == BY_LENGTH && !maker->plan.connect && plant(maker, PLANT_RANGE))
        return 600 + choose(maker, 200);
    return USUAL[choose(maker, 8)];
}

static enum way choose_way(struct maker *maker)
{
    const enum way way = choose(maker, WAY_COUNT);
    if (way == BY_CLOSE && (!maker->plan.last || plant_due(maker, PLANT_EARLY_CLOSE) ||
                            plant_due(maker, PLANT_EARLY_FRAMING)))
        return BY_LENGTH;
    return way == BY_CHUNKS && maker->plan.old ? BY_LENGTH : way;
}

void final_make(struct maker *maker, bool says_close)
{
    struct plan *plan = &maker->plan;
    enum way way = choose_way(maker);
    const unsigned status = status_for(maker, way);
    begin(maker, status, plan->old && choose(maker, 2) ? "1.0" : "1.1");
    add_fields(maker);
    if (says_close || way == BY_CLOSE)
        buf_add_text(&maker->head, "Connection: close\r\n");
    else if (plan->old)
        buf_add_text(&maker->head, "Connection: keep-alive\r\n");
    struct octets content = content_by(maker, way);
    if (plan->head)
        content = OCTETS("");
    const bool framed = !plan->head && !(plan->connect && status / 100 == 2);
    if (framed && plan->last && way == BY_LENGTH && plant(maker, PLANT_LENGTHS)) {
        buf_add_text(&maker->head, "Content-Length: 6\r\n");
        maker->over = true;
    } else if (framed && plan->last && (way == BY_LENGTH || way == BY_CHUNKS) &&
               content.len > 1 && plant(maker, PLANT_CUT_OFF)) {
        content.len--;
        maker->over = true;
    }
    end(maker, content);
    plan->answered = true;
    const bool tunnel = plan->connect && status / 100 == 2;
    maker->over = maker->over || says_close || tunnel || (way == BY_CLOSE && framed);
}
