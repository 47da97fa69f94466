/* SPDX-License-Identifier: MIT */
/* What the reference server's WebDAV answers in XML, written with libxml2. */
#ifndef INTERIM_PEER_DAV_XML_H
#define INTERIM_PEER_DAV_XML_H

#include "base/buf.h"
#include "peer/dav_store.h"

/* Appends the Multi-Status (RFC 4918 section 13) of a PROPFIND at path. False: there is
 * no such resource, and nothing was appended. */
bool dav_xml_propfind(struct dav_store *store, struct octets path, unsigned depth,
                      enum fault fault, struct buf *content);

/* Appends the content of a successful LOCK (section 9.10.1). */
void dav_xml_lock(const char *token, bool deep, struct buf *content);

#endif
