/* SPDX-License-Identifier: MIT */
/* URI references resolved, by libxml2 (RFC 3986). */
#include "play/location.h"

#include <libxml/uri.h>
#include <string.h>

enum { LOCATION_MAX = 8192 };

static bool add_path(const char *uri, const char *authority, struct buf *path)
{
    static const char SCHEME[] = "http://";
    const struct octets whole = octets_of(uri);
    struct octets rest = octets_slice(whole, sizeof SCHEME - 1, whole.len);
    rest = octets_slice(rest, 0, octets_find(rest, OCTETS("#")));
    const size_t len = octets_find(rest, OCTETS("/"));
    if (!octets_equal_nocase(octets_slice(whole, 0, sizeof SCHEME - 1),
                             octets_of(SCHEME)) ||
        !octets_equal_nocase(octets_slice(rest, 0, len), octets_of(authority)))
        return false;
    if (len >= rest.len)
        buf_add_octet(path, '/');
    else
        buf_add(path, octets_slice(rest, len, rest.len));
    return true;
}

bool location_path(struct octets value, const char *authority, const char *base,
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
    buf_printf(&text, "http://%s%s", authority, base);
    xmlChar *uri = xmlBuildURI(reference, (const xmlChar *)buf_text(&text));
    if (uri && !text.full)
        ok = add_path((const char *)uri, authority, path);
    xmlFree(uri);
    xmlFree(reference);
    buf_fini(&text);
    return ok;
}
