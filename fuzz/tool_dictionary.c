/* SPDX-License-Identifier: MIT */
/* Prints the fuzzers' dictionary, made of the tables of harness/mutate. */
#include "base/buf.h"
#include "mutate/mutate.h"

#include <stdio.h>
#include <stdlib.h>

enum { DICTIONARY_MAX = 1 << 20 };

int main(void)
{
    struct buf out;
    buf_init(&out, DICTIONARY_MAX);
    mutate_dictionary(&out);
    const bool written = !out.full && fwrite(out.ptr, 1, out.len, stdout) == out.len;
    buf_fini(&out);
    return written ? EXIT_SUCCESS : EXIT_FAILURE;
}
