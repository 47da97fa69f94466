/* SPDX-License-Identifier: MIT */
/* Octets as text: every octet survives the way out and back. */
#include "base/latin1.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void every_octet_survives_as_text(void **state)
{
    (void)state;
    for (unsigned value = 0; value < 256; value++) {
        const unsigned char octet = (unsigned char)value;
        struct buf text, back;
        buf_init(&text, 4);
        buf_init(&back, 4);
        latin1_to_utf8(&text, (struct octets){&octet, 1});
        assert_int_equal(text.len, octet < 0x80 ? 1 : 2);
        latin1_from_utf8(&back, buf_view(&text));
        assert_int_equal(back.len, 1);
        assert_int_equal(back.ptr[0], octet);
        buf_fini(&text);
        buf_fini(&back);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_octet_survives_as_text)};
    return cmocka_run_group_tests_name("latin1", tests, NULL, NULL);
}
