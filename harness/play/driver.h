/* SPDX-License-Identifier: MIT */
/* Drivers: resident processes in a client's own language that send requests for us.
 *
 * Protocol: lines of JSON over the driver's standard input and output.
 * At its start the driver writes a greeting:
 *   {"driver":"node-fetch","version":"v20.1.0","features":["head","post","expect",
 *    "method","fields","reuse","status","concurrent"]}
 * Then for each line
 *   {"id":1,"method":"GET","url":"http://127.0.0.1:1/x","fields":[["Name","value"]],
 *    "content":"text or null","expect":false,"timeout_ms":5000}
 * (with an https URL also "cacert":"FILE", whom to trust in PEM) it writes, when the
 * exchange is over (with "concurrent": in any order)
 *   {"id":1,"status":200,"content":"...","error":null}
 * status: of the response that the caller of the library got, null where there was
 * none; content: as text (ISO 8859-1 octets), at most 65,536 octets of it; error: null,
 * or why there was no response. It follows no redirects, retries nothing that its
 * library does not retry by itself, and ends at the end of its input. */
#ifndef INTERIM_PLAY_DRIVER_H
#define INTERIM_PLAY_DRIVER_H

#include "base/err.h"
#include "base/octets.h"
#include "play/play.h"

#include <stdbool.h>
#include <stdint.h>

struct driver; /* one resident process (or embedded thread); used by one thread */

struct driver_request {
    struct octets method;
    struct octets url;
    struct octets head;    /* a request's header section: its fields but Host,
                            * Content-Length, Transfer-Encoding, Connection, Expect */
    struct octets content; /* len 0 with has_content false: none */
    bool has_content;
    bool expect_continue;
    unsigned timeout_ms;
    const char *ca_file; /* NULL: none */
};

struct driver_result {
    unsigned id;
    unsigned status;       /* 0: none */
    struct octets content; /* borrowed from the driver until the next call */
    const char *error;     /* NULL: none; borrowed likewise */
};

/* Starts it and reads the greeting. */
struct driver *driver_start(const struct play_config *config, struct err *err);
void driver_stop(struct driver **driver);

/* Set of NEED_BIT that its greeting named; its name and version ("name version"). */
unsigned driver_features(const struct driver *driver);
const char *driver_version(const struct driver *driver);

/* true where its process ended by itself: the client crashed. */
bool driver_crashed(const struct driver *driver);

/* Sends one request; *id tells its results apart. False: the driver is gone. */
bool driver_send(struct driver *driver, const struct driver_request *request,
                 unsigned *id, struct err *err);

/* Descriptor to poll for reading; then driver_next gives the results that have arrived:
 * 1 and *result, 0: none now, -1: the driver is gone or wrote nonsense (err). */
int driver_fd(const struct driver *driver);
int driver_next(struct driver *driver, struct driver_result *result, struct err *err);

#endif
