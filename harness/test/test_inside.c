/* SPDX-License-Identifier: MIT */
/* What a client is blamed for, and what not: one in this process that does not read to
 * the end; content that is cut off. */
#include "base/octets.h"
#include "salvo/facts.h"
#include "salvo/inside.h"
#include "salvo/shot.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

enum { HANG_MS = 5000, PAUSE_MS = 500, READ_OCTETS = 1024 };

/* Each in a segment of its own: who closes early refuses the rest. */
#define INTERIM                                                                        \
    "\x1e<HTTP/1.1 102 Processing\r\n\r\n\x1e<HTTP/1.1 103 Early Hints\r\n\r\n"
#define FINAL "\x1e<HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{token}"
#define END   "\x1e_"

/* Reads until the first header section of this status has come, and closes. */
static void get_first(struct inside *inside, unsigned status,
                      struct inside_answer *answer)
{
    char text[READ_OCTETS + 1] = "", line[32];
    const int fd = inside_door(inside);
    size_t len = 0;
    ssize_t got = 1;
    snprintf(line, sizeof line, "HTTP/1.1 %u", status);
    dprintf(fd, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n",
            strchr(inside->url + strlen("http://"), '/'));
    while (got > 0 && !strstr(text, line) && len < READ_OCTETS) {
        got = read(fd, text + len, READ_OCTETS - len);
        len += got > 0 ? (size_t)got : 0;
        text[len] = '\0';
    }
    (void)close(fd);
    const char *found = strstr(text, line);
    *answer = (struct inside_answer){.failed = !found, .status = status};
    if (found) {
        answer->len = strlen(found);
        memcpy(answer->content, found, answer->len);
    }
}

static void takes_an_interim(struct inside *inside, const char *url, bool fresh,
                             struct inside_answer *answer)
{
    (void)url;
    (void)fresh;
    get_first(inside, 102, answer);
}

static void takes_the_final(struct inside *inside, const char *url, bool fresh,
                            struct inside_answer *answer)
{
    (void)url;
    (void)fresh;
    get_first(inside, 200, answer);
}

static void aim_at(struct aim *aim, struct inside *inside)
{
    struct err err;
    play_config_init(&aim->config);
    aim->config.role = ROLE_CLIENT;
    aim->config.authority = "127.0.0.1";
    aim->hang_ms = HANG_MS;
    aim->pause_ms = PAUSE_MS;
    aim->inside = inside;
    token_source_init(&aim->tokens);
    capture_init(&aim->input);
    buf_init(&aim->text, SHOT_MAX_OCTETS);
    assert_true(AIM_CLIENT.open(aim, &err));
}

/* That it closed before all was sent excuses nobody who took an interim response. */
static void an_interim_as_answer_is_seen_though_the_rest_was_refused(void **state)
{
    static const struct {
        void (*get)(struct inside *inside, const char *url, bool fresh,
                    struct inside_answer *answer);
        size_t findings;
    } ROWS[] = {{takes_an_interim, 1}, {takes_the_final, 0}};
    (void)state;
    for (size_t row = 0; row < COUNT_OF(ROWS); row++) {
        struct inside inside = {.get = ROWS[row].get, .stuck = NULL};
        struct aim aim = {0};
        struct shot shot;
        shot_init(&shot);
        aim_at(&aim, &inside);
        AIM_CLIENT.shoot(&aim, OCTETS(INTERIM FINAL END), &shot);
        const bool due =
            shot.count == 0 || shot.findings[0].requirement == REQUIREMENT_CLIENT_FINAL;
        if (shot.count != ROWS[row].findings || !due)
            fail_msg("row %zu: %zu findings, %s", row, shot.count,
                     shot.count > 0 ? shot.findings[0].detail : "");
        AIM_CLIENT.close(&aim);
        capture_fini(&aim.input);
        buf_fini(&aim.text);
        shot_fini(&shot);
    }
}

/* With the last chunk the content is there: that the empty line behind it is missing
 * harms nobody who reads no trailers. */
static void content_is_cut_off_only_before_its_last_chunk(void **state)
{
    static const struct {
        const char *content;
        bool plain;
    } ROWS[] = {
        {"", true},
        {"1", true},
        {"10\r\n0123456789", true},
        {"10\r\n0123456789abcdef\r", true},
        {"10\r\n0123456789abcdef\r\n0", true},
        {"10\r\n0123456789abcdef\r\n0\r\n", false},
        {"10\r\n0123456789abcdef\r\n0\r\n200_", false},
        {"10\r\n0123456789abcdef\r\n0\r\n\r\n", true}, /* whole */
    };
    struct token_source tokens;
    (void)state;
    token_source_init(&tokens);
    for (size_t row = 0; row < COUNT_OF(ROWS); row++) {
        struct stream_facts facts;
        struct capture input;
        struct buf text;
        capture_init(&input);
        buf_init(&text, SHOT_MAX_OCTETS);
        buf_add_text(&text, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        buf_add_text(&text, ROWS[row].content);
        assert_true(capture_read(&input, buf_view(&text)));
        stream_facts_read(&facts, &input, &tokens, 0);
        if (facts.plain != ROWS[row].plain)
            fail_msg("'%s': expected %d", ROWS[row].content, ROWS[row].plain);
        capture_fini(&input);
        buf_fini(&text);
    }
}

int main(void)
{
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(content_is_cut_off_only_before_its_last_chunk),
        cmocka_unit_test(an_interim_as_answer_is_seen_though_the_rest_was_refused),
    };
    sigaction(SIGPIPE, &ignore, NULL);
    return cmocka_run_group_tests_name("inside", tests, NULL, NULL);
}
