/* SPDX-License-Identifier: MIT */
/* URI references resolved, by libxml2 (RFC 3986). */
#include "play/location.h"

#include <libxml/uri.h>
#include <string.h>

enum { LOCATION_MAX = 8192 };

static bool add_path(const char *uri, const char *origin, struct buf *path)
{
    const size_t len = octets_of(origin).len;
    struct octets rest = octets_of(uri);
    rest = octets_slice(rest, 0, octets_find(rest, OCTETS("#")));
    if (!octets_equal_nocase(octets_slice(rest, 0, len), octets_of(origin)))
        return false;
    rest = octets_slice(rest, len, rest.len);
    if (rest.len == 0)
        buf_add_octet(path, '/');
    else if (rest.ptr[0] == '/')
        buf_add(path, rest);
    return rest.len == 0 || rest.ptr[0] == '/';
}

bool location_path(struct octets value, const char *origin, const char *base,
                   struct buf *path)
{
    struct buf text;
    bool ok = false;
    if (value.len == 0)
        return false;
    buf_init(&text, LOCATION_MAX);
    buf_add(&text, value);
    xmlChar *reference = xmlStrdup((const xmlChar *)buf_text(&text));
    buf_clear(&text);
    buf_printf(&text, "%s%s", origin, base);
    xmlChar *uri = xmlBuildURI(reference, (const xmlChar *)buf_text(&text));
    if (uri && !text.full)
        ok = add_path((const char *)uri, origin, path);
    xmlFree(uri);
    xmlFree(reference);
    buf_fini(&text);
    return ok;
}
