/* SPDX-License-Identifier: MIT */
/* GNU libmicrohttpd, which answers expectations by itself and lets handlers send no
 * interim response. Usage: microhttpd PORT */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static int seen;

static enum MHD_Result answer(void *user, struct MHD_Connection *connection,
                              const char *url, const char *method, const char *version,
                              const char *upload, size_t *upload_size, void **state)
{
    (void)user, (void)url, (void)method, (void)version, (void)upload;
    if (!*state) { /* the header section alone */
        *state = &seen;
        return MHD_YES;
    }
    if (*upload_size > 0) {
        *upload_size = 0;
        return MHD_YES;
    }
    static char text[] = "hello\n";
    struct MHD_Response *response =
        MHD_create_response_from_buffer(sizeof text - 1, text, MHD_RESPMEM_PERSISTENT);
    const enum MHD_Result queued =
        MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return queued;
}

int main(int argc, char **argv)
{
    (void)argc;
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((unsigned short)atoi(argv[1])),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    sigset_t end;
    sigemptyset(&end);
    sigaddset(&end, SIGTERM);
    sigprocmask(SIG_BLOCK, &end, NULL);
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_ERROR_LOG, 0, NULL, NULL, answer,
        NULL, MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_END);
    if (!daemon) {
        fprintf(stderr, "no daemon on port %s\n", argv[1]);
        return 1;
    }
    int caught = 0;
    sigwait(&end, &caught);
    MHD_stop_daemon(daemon);
    return 0;
}
