/* SPDX-License-Identifier: MIT */
/* llhttp tells its version to its compiler alone. */
#include "oracle/version.h"

#include <llhttp.h>

#define TEXT(number)    #number
#define TEXT_OF(number) TEXT(number)
#define DOTTED(a, b, c) TEXT_OF(a) "." TEXT_OF(b) "." TEXT_OF(c)

const char *oracle_llhttp_version(void)
{
    return DOTTED(LLHTTP_VERSION_MAJOR, LLHTTP_VERSION_MINOR, LLHTTP_VERSION_PATCH);
}
