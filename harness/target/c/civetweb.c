/* SPDX-License-Identifier: MIT */
/* civetweb, which lets handlers send no interim response. Usage: civetweb PORT */
#include <civetweb.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static int answer(struct mg_connection *connection, void *user)
{
    (void)user;
    char part[1024];
    while (mg_read(connection, part, sizeof part) > 0)
        ;
    mg_response_header_start(connection, 200);
    mg_response_header_add(connection, "Content-Type", "text/plain", -1);
    mg_response_header_add(connection, "Content-Length", "6", -1);
    mg_response_header_send(connection);
    if (strcmp(mg_get_request_info(connection)->request_method, "HEAD") != 0)
        mg_write(connection, "hello\n", 6);
    return 1;
}

int main(int argc, char **argv)
{
    (void)argc;
    char listening[64];
    snprintf(listening, sizeof listening, "127.0.0.1:%s", argv[1]);
    const char *options[] = {"listening_ports",
                             listening,
                             "enable_keep_alive",
                             "yes",
                             "num_threads",
                             "64",
                             NULL};
    sigset_t end;
    sigemptyset(&end);
    sigaddset(&end, SIGTERM);
    sigprocmask(SIG_BLOCK, &end, NULL);
    mg_init_library(0);
    struct mg_context *context = mg_start(NULL, NULL, options);
    if (!context) {
        fprintf(stderr, "no server on port %s\n", argv[1]);
        return 1;
    }
    mg_set_request_handler(context, "/", answer, NULL);
    int caught = 0;
    sigwait(&end, &caught);
    mg_stop(context);
    return 0;
}
