/* SPDX-License-Identifier: MIT */
/* No file crashes the loader: good files, damaged in ways that repeat exactly. */
#include "base/buf.h"
#include "case/catalogue.h"
#include "case/describe.h"
#include "case/export.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { ROUNDS = 4000, TEXT_MAX = 1 << 16, SHOWN_MAX = 1 << 22, DAMAGES_MAX = 4 };

static const char *const GOOD[] = {
    "# proxy.final\n\nProse.\n\n## one\n\nroles: gateway, proxy\nfor: code = 100..103 "
    "except 101\nneeds: cache\nbreaks: proxy.final\ndeadline: 5s\n\nWhy. *More.*\n\n"
    "```client\nPOST {target} HTTP/1.1\nHost: {authority}\nContent-Length: "
    "5\n\nhello\\\n"
    "```\n```do\norigin waits request\norigin waits content within 500ms\n```\n"
    "```origin cut=1,5 gap=5ms\nHTTP/1.1 {code} A\\r\\n\\\nX: {{ {fill:7} "
    "{case}\n\n```\n"
    "```origin repeat=3 if=content,timeout may-fail\nHTTP/1.1 200 "
    "OK\nTransfer-Encoding: "
    "chunked\n\n{token.hex}\n{token:1}\n0\n\n```\n```expect\ngateway: pass {code}* "
    "(200 / "
    "502){1,2} | warn 5xx\nproxy: pass 1xx{0,3} final\nproxy has final X: "
    "{token}\\x20\n"
    "gateway lacks request Via\nfaults: gateway x, proxy y\n```\n",
    "# a.b\n\n## two\n\nroles: client\nalone: yes\ntimer: yes\ncanary: no\n\nWhy.\n\n"
    "  ```client 1\n  GET {target} HTTP/1.1\n  Host: {authority}\n\n  ```\n~~~client "
    "2\n"
    "HEAD {path} HTTP/1.0\n\n~~~\n```do\norigin 1 waits request\norigin 2 waits "
    "request\n"
    "```\n```origin\nHTTP/1.1 102 P\nContent-Length: 5\n\nhello\\\nHTTP/1.1 204 N\n\n"
    "HTTP/1.1 103 Stray\n\n{stray}\n```\n```origin 2 cut=every:3\nHTTP/1.1 101 "
    "S\n\n\\xff"
    "\n```\n```do if=request\norigin resets\norigin 2 half-closes\n```\n```expect\n"
    "client: pass delivered\nclient 2: pass error | info hang\n```\n",
};
static const char *const PIECES[] = {
    "```",
    "\n",
    "```client\n",
    "{",
    "}",
    "{{",
    "\\",
    "\\x",
    "|",
    "(",
    ")",
    "/",
    "99999",
    "{m,n}",
    "# ",
    "## ",
    "    ",
    "\t",
    "\r\n",
    "\r",
    "\xff",
    "\xc3",
    "- ",
    "> ",
    "for: a = 1..9\n",
    "{a}",
    "waits ",
    "within 1ms",
    "HTTP/1.1 200 OK\n",
    ":",
    " ",
    "=",
};

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

static struct octets any_part(uint32_t *seed, struct octets of)
{
    const size_t start = next(seed) % (of.len + 1);
    return octets_slice(of, start, next(seed) % 40);
}

/* Cuts a part out of text, or puts one in its place, or an octet, or a known word. */
static void damage(struct buf *text, struct buf *out, uint32_t *seed)
{
    const struct octets all = buf_view(text);
    const size_t at = next(seed) % (all.len + 1);
    const size_t cut = next(seed) % 3 == 0 ? next(seed) % 60 : 0;
    const struct octets other = octets_of(GOOD[next(seed) % 2]);
    buf_clear(out);
    buf_add(out, octets_slice(all, 0, at));
    switch (next(seed) % 4) {
    case 0:
        buf_add(out, any_part(seed, other));
        break;
    case 1:
        buf_add_octet(out, (unsigned char)next(seed));
        break;
    case 2:
        buf_add_text(out, PIECES[next(seed) % (sizeof PIECES / sizeof PIECES[0])]);
        break;
    default:
        break;
    }
    buf_add(out, octets_slice(all, at + cut, all.len));
    const struct buf swap = *text;
    *text = *out;
    *out = swap;
}

static bool has_place(void *user, const struct err *mistake)
{
    size_t *count = user;
    ++*count;
    if (mistake->line < 1 || mistake->column < 1)
        print_error("%s:%d:%d: %s\n", mistake->file, mistake->line, mistake->column,
                    mistake->text);
    assert_true(mistake->line >= 1 && mistake->column >= 1 && mistake->text[0]);
    return true;
}

static void use(const struct catalogue *catalogue)
{
    struct buf shown;
    buf_init(&shown, SHOWN_MAX);
    for (size_t at = 0; at < catalogue->case_count; at++) {
        const struct test_case *test = &catalogue->cases[at];
        describe_line(&shown, test);
        describe_case(&shown, test, test->round_count - 1);
        json_decref(export_case(test));
    }
    buf_fini(&shown);
}

static void no_damage_to_a_file_crashes_the_loader(void **state)
{
    struct buf text, spare;
    uint32_t seed = 1;
    size_t right = 0;
    (void)state;
    buf_init(&text, TEXT_MAX);
    buf_init(&spare, TEXT_MAX);
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct catalogue catalogue;
        size_t mistakes = 0;
        const unsigned damages = next(&seed) % (DAMAGES_MAX + 1);
        const char *name = round % 2 ? "a/a.b.md" : "proxy/proxy.final.md";
        buf_clear(&text);
        buf_add_text(&text, GOOD[round % 2]);
        for (unsigned count = 0; count < damages; count++)
            damage(&text, &spare, &seed);
        const bool loaded = catalogue_load_text(&catalogue, name, buf_view(&text), NULL,
                                                has_place, &mistakes, NULL);
        assert_int_equal(loaded, mistakes == 0);
        if (damages == 0 && !loaded)
            print_error("%s\n", buf_text(&text));
        if (damages == 0)
            assert_true(loaded);
        if (loaded)
            use(&catalogue);
        right += loaded;
        catalogue_fini(&catalogue);
    }
    /* A loader that refuses or takes everything would pass all of the above. */
    assert_in_range(right, ROUNDS / 10, ROUNDS - ROUNDS / 4);
    buf_fini(&text);
    buf_fini(&spare);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_damage_to_a_file_crashes_the_loader),
    };
    return cmocka_run_group_tests_name("case_mutation", tests, NULL, NULL);
}
