/* SPDX-License-Identifier: MIT */
/* A server in this process: libmicrohttpd. Property: see fuzz/peer.h. Input: a capture
 * whose requests count, or up to 12 octets from which one is made. */
#include "base/ensure.h"
#include "fuzz/peer.h"
#include "fuzz/target.h"

#include <microhttpd.h>
#include <netinet/in.h>
#include <unistd.h>

enum { WAIT_MS = 1000 };

/* Its parameters are the library's. NOLINTNEXTLINE(readability-function-size) */
static enum MHD_Result answer(void *user, struct MHD_Connection *connection,
                              const char *url, const char *method, const char *version,
                              const char *content, size_t *len, void **state)
{
    static char BODY[] = "hello";
    (void)user;
    (void)url;
    (void)method;
    (void)version;
    (void)content;
    if (!*state) { /* the header section: with it MHD sends a 100 where one is due */
        *state = BODY;
        return MHD_YES;
    }
    if (*len > 0) {
        *len = 0;
        return MHD_YES;
    }
    struct MHD_Response *response =
        MHD_create_response_from_buffer(sizeof BODY - 1, BODY, MHD_RESPMEM_PERSISTENT);
    const enum MHD_Result queued =
        MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return queued;
}

static void notify(void *user, struct MHD_Connection *connection, void **state,
                   enum MHD_ConnectionNotificationCode code)
{
    (void)connection;
    (void)state;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED)
        *(bool *)user = true;
}

static void serve(struct inside *inside, int fd)
{
    bool closed = false;
    const struct sockaddr_in address = {.sin_family = AF_INET};
    (void)inside;
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_NO_LISTEN_SOCKET, 0, NULL, NULL, answer, NULL,
                         MHD_OPTION_NOTIFY_CONNECTION, notify, &closed, MHD_OPTION_END);
    ENSURE(daemon);
    if (MHD_add_connection(daemon, fd, (const struct sockaddr *)&address,
                           sizeof address) != MHD_YES)
        closed = true;
    while (!closed)
        (void)MHD_run_wait(daemon, WAIT_MS);
    MHD_stop_daemon(daemon);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return peer_server_fuzz(data, size, serve);
}
