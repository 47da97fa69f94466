/* SPDX-License-Identifier: MIT */
/* Joining the parts of the playground's page. */
#include "peer/playground_page.h"

#include "base/disk.h"
#include "base/ensure.h"
#include "base/root.h"
#include "peer/recipe.h"

#include <stdio.h>
#include <stdlib.h>

#include <openssl/evp.h>

enum { PART_MAX = 128 * 1024, PATH_SIZE = 512 };

/* Appends a part of the page. */
static bool add_part(struct buf *out, const char *name, struct err *err)
{
    char relative[64], path[PATH_SIZE];
    snprintf(relative, sizeof relative, "reports/playground/%s", name);
    return disk_read(out, root_path(path, sizeof path, relative), err);
}

/* Data within a script element: no "<" of it may stand there as it is. */
static void add_json(struct buf *out, const char *fault)
{
    json_t *const value = recipe_json();
    ENSURE(json_object_set_new(value, "fault", json_string(fault)) == 0);
    char *const text = json_dumps(value, JSON_COMPACT);
    ENSURE(text);
    for (const char *at = text; *at; at++)
        if (*at == '<')
            buf_add_text(out, "\\u003c");
        else
            buf_add_octet(out, (unsigned char)*at);
    free(text);
    json_decref(value);
}

/* The source expression of CSP that lets text run, and no other. */
static void add_hash(struct buf *out, struct octets text)
{
    unsigned char digest[EVP_MAX_MD_SIZE], base64[2 * EVP_MAX_MD_SIZE];
    unsigned len = 0;
    ENSURE(EVP_Digest(text.ptr, text.len, digest, &len, EVP_sha256(), NULL) == 1);
    EVP_EncodeBlock(base64, digest, (int)len);
    buf_printf(out, "'sha256-%s'", (const char *)base64);
}

/* Style and script are inline, between exactly these tags: what is hashed is what
 * stands between them. */
static void join(struct buf *html, struct buf *parts, const char *fault)
{
    buf_add(html, buf_view(&parts[0]));
    buf_add_text(html, "<style>");
    buf_add(html, buf_view(&parts[1]));
    buf_add_text(html, "</style>\n");
    buf_add(html, buf_view(&parts[2]));
    buf_add_text(html, "<script type=\"application/json\" id=\"data\">");
    add_json(html, fault);
    buf_add_text(html, "</script>\n<script>");
    buf_add(html, buf_view(&parts[3]));
    buf_add_text(html, "</script>\n</body>\n</html>\n");
}

static void add_fields(struct buf *fields, const struct buf *parts)
{
    buf_add_text(fields,
                 "Content-Type: text/html; charset=utf-8\r\n"
                 "Content-Security-Policy: default-src 'none'; connect-src 'self'; "
                 "frame-src 'self'; img-src 'self' data:; base-uri 'none'; "
                 "form-action 'none'; frame-ancestors 'none'; style-src ");
    add_hash(fields, buf_view(&parts[1]));
    buf_add_text(fields, "; script-src ");
    add_hash(fields, buf_view(&parts[3]));
    buf_add_text(fields, "\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: "
                         "no-referrer\r\nVary: Accept\r\nCache-Control: no-store\r\n");
}

bool playground_page(struct buf *html, struct buf *fields, const char *fault,
                     struct err *err)
{
    static const char *const NAMES[] = {"head.html", "page.css", "body.html"};
    static const char *const SCRIPTS[] = {"request.js", "show.js", "page.js"};
    struct buf parts[4];
    bool good = true;
    for (size_t part = 0; part < 4; part++)
        buf_init(&parts[part], PART_MAX);
    for (size_t part = 0; good && part < 3; part++)
        good = add_part(&parts[part], NAMES[part], err);
    buf_add_text(&parts[3], "\"use strict\";\n");
    for (size_t row = 0; good && row < sizeof SCRIPTS / sizeof SCRIPTS[0]; row++)
        good = add_part(&parts[3], SCRIPTS[row], err);
    if (good) {
        join(html, parts, fault);
        add_fields(fields, parts);
    }
    for (size_t part = 0; part < 4; part++)
        buf_fini(&parts[part]);
    return good;
}
