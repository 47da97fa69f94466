/* SPDX-License-Identifier: MIT */
/* Tokens and tags: found wherever they are, in whatever pieces they come. */
#include "play/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void a_token_is_found_at_every_cut(void **state)
{
    (void)state;
    struct token_source source;
    token_source_init(&source);
    unsigned char content[40];
    memset(content, 'Q', sizeof content); /* what a token begins with */
    token_write(&source, 77, content + 12);
    for (size_t first = 0; first <= sizeof content; first++) {
        for (size_t second = first; second <= sizeof content; second++) {
            struct token_scan scan;
            token_scan_init(&scan, 77);
            const struct octets whole = {content, sizeof content};
            token_scan_feed(&source, &scan, octets_slice(whole, 0, first));
            token_scan_feed(&source, &scan, octets_slice(whole, first, second - first));
            token_scan_feed(&source, &scan, octets_slice(whole, second, whole.len));
            if (!scan.own || scan.other)
                fail_msg("cut at %zu and %zu: own %d, other %d", first, second,
                         scan.own, scan.other);
        }
    }
}

static void another_exchanges_token_is_told_from_ones_own(void **state)
{
    (void)state;
    struct token_source source;
    struct token_scan scan;
    unsigned char content[TOKEN_OCTETS];
    token_source_init(&source);
    token_write(&source, 78, content);
    token_scan_init(&scan, 77);
    token_scan_feed(&source, &scan, (struct octets){content, sizeof content});
    assert_false(scan.own);
    assert_true(scan.other);
}

static void a_tag_in_a_path_is_no_token_in_content(void **state)
{
    (void)state;
    struct token_source source;
    struct token_scan scan;
    struct buf path;
    uint32_t number = 0;
    token_source_init(&source);
    buf_init(&path, 100);
    buf_add_text(&path, "GET /prefix/c/a.b/c/");
    token_add_tag(&source, 0xbeef, &path);
    buf_add_text(&path, "?x HTTP/1.1");
    assert_true(token_find_tag(&source, buf_view(&path), &number));
    assert_int_equal(number, 0xbeef);
    token_scan_init(&scan, 0xbeef);
    token_scan_feed(&source, &scan, buf_view(&path));
    assert_false(scan.own || scan.other);
    assert_false(token_find_tag(&source, OCTETS("GET /health HTTP/1.1"), &number));
    buf_fini(&path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_found_at_every_cut),
        cmocka_unit_test(another_exchanges_token_is_told_from_ones_own),
        cmocka_unit_test(a_tag_in_a_path_is_no_token_in_content),
    };
    return cmocka_run_group_tests_name("token", tests, NULL, NULL);
}
