/* SPDX-License-Identifier: MIT */
/* Quoting: every octet survives the way out and back. */
#include "base/quote.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void every_octet_survives_encode_and_decode(void **state)
{
    (void)state;
    for (unsigned value = 0; value < 256; value++) {
        const unsigned char octet = (unsigned char)value;
        unsigned char back = 0;
        struct buf out;
        buf_init(&out, 16);
        quote_encode(&out, (struct octets){&octet, 1});
        assert_int_equal(out.len, quote_width(octet));
        if (out.len == 1)
            back = out.ptr[0];
        else
            assert_int_equal(quote_decode(buf_view(&out), &back), out.len);
        assert_int_equal(back, octet);
        buf_fini(&out);
    }
}

static void what_is_no_escape_is_refused(void **state)
{
    (void)state;
    static const char *const REFUSED[] = {"", "\\", "\\q", "\\x", "\\x4", "\\xg0", "a"};
    for (size_t row = 0; row < sizeof REFUSED / sizeof REFUSED[0]; row++) {
        unsigned char octet;
        assert_int_equal(quote_decode(octets_of(REFUSED[row]), &octet), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_octet_survives_encode_and_decode),
        cmocka_unit_test(what_is_no_escape_is_refused),
    };
    return cmocka_run_group_tests_name("quote", tests, NULL, NULL);
}
