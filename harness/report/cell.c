/* SPDX-License-Identifier: MIT */
/* Escapes of CommonMark, and character references where these do not reach. */
#include "report/cell.h"

#include <string.h>

void cell_add(struct buf *out, const char *text)
{
    for (; *text; text++) {
        const unsigned char octet = (unsigned char)*text;
        if (octet == '<')
            buf_add_text(out, "&lt;");
        else if (octet == '&')
            buf_add_text(out, "&amp;");
        else if (octet == '@' || (octet == ':' && text[1] == '/'))
            /* Neither a mention nor an address to follow. */
            buf_printf(out, "&#%u;", octet);
        else if (strchr("|\\`*_>[]#~!$", octet))
            buf_printf(out, "\\%c", octet);
        else
            buf_add_octet(out, octet < ' ' ? ' ' : octet);
    }
}
