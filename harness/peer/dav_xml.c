/* SPDX-License-Identifier: MIT */
/* Multi-Status and lock discovery as XML. */
#include "peer/dav_xml.h"

#include "base/ensure.h"

#include <libxml/xmlwriter.h>
#include <stdio.h>

static const xmlChar *xml(const char *text)
{
    return (const xmlChar *)text;
}

static void open_element(xmlTextWriterPtr writer, const char *name)
{
    ENSURE(xmlTextWriterStartElement(writer, xml(name)) >= 0);
}

static void close_element(xmlTextWriterPtr writer)
{
    ENSURE(xmlTextWriterEndElement(writer) >= 0);
}

static void text_element(xmlTextWriterPtr writer, const char *name, const char *text)
{
    ENSURE(xmlTextWriterWriteElement(writer, xml(name), xml(text)) >= 0);
}

/* An element whose one child is empty: <D:a><D:b/></D:a>. */
static void nested_element(xmlTextWriterPtr writer, const char *name, const char *inner)
{
    open_element(writer, name);
    open_element(writer, inner);
    close_element(writer);
    close_element(writer);
}

static void open_root(xmlTextWriterPtr writer, const char *name)
{
    ENSURE(xmlTextWriterStartDocument(writer, NULL, "UTF-8", NULL) >= 0);
    open_element(writer, name);
    ENSURE(xmlTextWriterWriteAttribute(writer, xml("xmlns:D"), xml("DAV:")) >= 0);
}

static void write_lock(xmlTextWriterPtr writer, const char *token, bool deep)
{
    open_element(writer, "D:activelock");
    nested_element(writer, "D:locktype", "D:write");
    nested_element(writer, "D:lockscope", "D:exclusive");
    text_element(writer, "D:depth", deep ? "infinity" : "0");
    open_element(writer, "D:locktoken");
    text_element(writer, "D:href", token);
    close_element(writer);
    close_element(writer);
}

/* ------------------------------------------------------------ PROPFIND */

struct listing {
    xmlTextWriterPtr writer;
    enum fault fault;
    unsigned count;
};

static void write_properties(xmlTextWriterPtr writer, const struct dav_member *member)
{
    char len[24];
    open_element(writer, "D:prop");
    open_element(writer, "D:resourcetype");
    if (member->collection) {
        open_element(writer, "D:collection");
        close_element(writer);
    }
    close_element(writer);
    snprintf(len, sizeof len, "%zu", member->len);
    if (!member->collection)
        text_element(writer, "D:getcontentlength", len);
    if (member->lock[0]) {
        open_element(writer, "D:lockdiscovery");
        write_lock(writer, member->lock, false);
        close_element(writer);
    }
    close_element(writer);
}

static void write_member(void *user, const struct dav_member *member)
{
    struct listing *listing = user;
    char href[DAV_MAX_PATH + 1];
    if (listing->fault == FAULT_SERVER_DAV_207_MEMBER_MISSING && listing->count > 0)
        return;
    listing->count++;
    snprintf(href, sizeof href, "%s%s", member->path, member->collection ? "/" : "");
    open_element(listing->writer, "D:response");
    text_element(listing->writer, "D:href", href);
    open_element(listing->writer, "D:propstat");
    write_properties(listing->writer, member);
    if (listing->fault != FAULT_SERVER_DAV_207_NO_STATUS)
        text_element(listing->writer, "D:status", "HTTP/1.1 200 OK");
    close_element(listing->writer);
    close_element(listing->writer);
}

/* ------------------------------------------------------------ whole documents */

static void take(xmlTextWriterPtr writer, xmlBufferPtr memory, size_t cut,
                 struct buf *content)
{
    ENSURE(xmlTextWriterEndDocument(writer) >= 0);
    xmlFreeTextWriter(writer);
    const struct octets all = {xmlBufferContent(memory),
                               (size_t)xmlBufferLength(memory)};
    buf_add(content, octets_slice(all, 0, all.len - cut));
    xmlBufferFree(memory);
}

bool dav_xml_propfind(struct dav_store *store, struct octets path, unsigned depth,
                      enum fault fault, struct buf *content)
{
    enum { CUT_OCTETS = 40 };
    xmlBufferPtr memory = xmlBufferCreate();
    ENSURE(memory);
    struct listing listing = {.writer = xmlNewTextWriterMemory(memory, 0),
                              .fault = fault};
    struct buf document;
    ENSURE(listing.writer);
    buf_init(&document, content->max);
    open_root(listing.writer, fault == FAULT_SERVER_DAV_207_OTHER_ROOT
                                  ? "D:multi-status"
                                  : "D:multistatus");
    const bool there = dav_walk(store, path, depth, write_member, &listing);
    take(listing.writer, memory,
         fault == FAULT_SERVER_DAV_207_TRUNCATED ? CUT_OCTETS : 0, &document);
    if (there && fault == FAULT_SERVER_DAV_207_NOT_XML)
        buf_add_text(content, "All of them are fine.\n");
    else if (there)
        buf_add(content, buf_view(&document));
    buf_fini(&document);
    return there;
}

void dav_xml_lock(const char *token, bool deep, struct buf *content)
{
    xmlBufferPtr memory = xmlBufferCreate();
    ENSURE(memory);
    xmlTextWriterPtr writer = xmlNewTextWriterMemory(memory, 0);
    ENSURE(writer);
    open_root(writer, "D:prop");
    open_element(writer, "D:lockdiscovery");
    write_lock(writer, token, deep);
    close_element(writer);
    take(writer, memory, 0, content);
}
