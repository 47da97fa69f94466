/* SPDX-License-Identifier: MIT */
/* Asking a server which classes of WebDAV it complies with. */
#ifndef INTERIM_PLAY_DAV_CLASS_H
#define INTERIM_PLAY_DAV_CLASS_H

#include "play/play.h"

/* Asks config's dav_path with OPTIONS on a connection of its own; returns the needs
 * that the DAV field of a 2xx answer meets (RFC 4918 sections 10.1 and 18):
 * NEED_BIT(WEBDAV) for class 1, NEED_BIT(WEBDAV_LOCKS) as well for class 2; 0 where it
 * says nothing. */
unsigned dav_class_ask(const struct play_config *config);

#endif
