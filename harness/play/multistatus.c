/* SPDX-License-Identifier: MIT */
/* Walking the tree of a Multi-Status. */
#include "play/multistatus.h"

#include "oracle/head.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/uri.h>
#include <limits.h>
#include <string.h>

static const char DAV[] = "DAV:";

static struct octets text_of(const xmlChar *text)
{
    return text ? octets_of((const char *)text) : (struct octets){NULL, 0};
}

static bool is_dav(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && node->ns &&
           octets_equal(text_of(node->ns->href), octets_of(DAV)) &&
           octets_equal(text_of(node->name), octets_of(name));
}

/* The first DAV element of this name from node on, along its siblings. */
static const xmlNode *find(const xmlNode *node, const char *name)
{
    while (node && !is_dav(node, name))
        node = node->next;
    return node;
}

static xmlDoc *parse(struct octets content)
{
    if (content.len == 0 || content.len > INT_MAX)
        return NULL;
    return xmlReadMemory((const char *)content.ptr, (int)content.len, NULL, NULL,
                         XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
}

/* The status that stands in a DAV:status; 0 where it is none. */
static unsigned status_of(const xmlNode *node)
{
    xmlChar *text = xmlNodeGetContent(node);
    const struct octets line = octets_trim(text_of(text));
    const unsigned status =
        octets_starts_with(line, OCTETS("HTTP/")) ? head_status(line) : 0;
    xmlFree(text);
    return status;
}

/* ------------------------------------------------------------ sound */

static const char *judge_response(const xmlNode *response)
{
    const xmlNode *const status = find(response->children, "status");
    const xmlNode *propstat = find(response->children, "propstat");
    if (!find(response->children, "href"))
        return "a response of the Multi-Status names no resource (DAV:href)";
    if (!status && !propstat)
        return "a response of the Multi-Status has no status (DAV:status)";
    if (status && status_of(status) == 0)
        return "a DAV:status of the Multi-Status is no status line";
    for (; propstat; propstat = find(propstat->next, "propstat")) {
        const xmlNode *const inner = find(propstat->children, "status");
        if (!inner || status_of(inner) == 0)
            return "a DAV:propstat of the Multi-Status has no status line in it";
    }
    return NULL;
}

static const char *judge_root(const xmlNode *root)
{
    if (!root || !is_dav(root, "multistatus"))
        return "the content of the 207 is XML, but its root is not DAV:multistatus";
    const char *why = NULL;
    const xmlNode *response = find(root->children, "response");
    for (; response && !why; response = find(response->next, "response"))
        why = judge_response(response);
    return why;
}

bool multistatus_is_sound(struct octets content, const char **why)
{
    xmlDoc *const document = parse(content);
    *why = document ? judge_root(xmlDocGetRootElement(document))
                    : "the content of the 207 is not well-formed XML";
    xmlFreeDoc(document);
    return *why == NULL;
}

/* ------------------------------------------------------------ one resource */

/* Without scheme and authority, and without a slash at the end. */
static struct octets path_of(struct octets uri)
{
    const size_t scheme = octets_find(uri, OCTETS("://"));
    if (scheme != SIZE_MAX && uri.ptr[0] != '/') {
        uri = octets_slice(uri, scheme + 3, uri.len);
        uri = octets_slice(uri, octets_find(uri, OCTETS("/")), uri.len);
    }
    while (uri.len > 0 && uri.ptr[uri.len - 1] == '/')
        uri.len--;
    return uri;
}

static bool is_about(const xmlNode *response, struct octets path)
{
    const xmlNode *const href = find(response->children, "href");
    xmlChar *const text = href ? xmlNodeGetContent(href) : NULL;
    char *const plain = text ? xmlURIUnescapeString((const char *)text, 0, NULL) : NULL;
    const bool about =
        plain && octets_equal(path_of(octets_trim(octets_of(plain))), path_of(path));
    xmlFree(plain);
    xmlFree(text);
    return about;
}

static bool has_status(const xmlNode *response, unsigned status)
{
    const xmlNode *const own = find(response->children, "status");
    if (status == 0 || (own && status_of(own) == status))
        return true;
    const xmlNode *propstat = find(response->children, "propstat");
    for (; propstat; propstat = find(propstat->next, "propstat")) {
        const xmlNode *const inner = find(propstat->children, "status");
        if (inner && status_of(inner) == status)
            return true;
    }
    return false;
}

bool multistatus_has(struct octets content, struct octets path, unsigned status)
{
    xmlDoc *const document = parse(content);
    const xmlNode *const root = document ? xmlDocGetRootElement(document) : NULL;
    const xmlNode *response = root ? find(root->children, "response") : NULL;
    while (response && !(is_about(response, path) && has_status(response, status)))
        response = find(response->next, "response");
    xmlFreeDoc(document);
    return response != NULL;
}
