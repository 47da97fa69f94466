/* SPDX-License-Identifier: MIT */
/* libevent's evhttp, which answers expectations by itself and lets handlers send no
 * interim response. Usage: evhttp PORT */
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <stdio.h>
#include <stdlib.h>

static void answer(struct evhttp_request *request, void *user)
{
    (void)user;
    struct evbuffer *content = evbuffer_new();
    evbuffer_add(content, "hello\n", 6);
    evhttp_send_reply(request, HTTP_OK, NULL, content);
    evbuffer_free(content);
}

int main(int argc, char **argv)
{
    (void)argc;
    struct event_base *base = event_base_new();
    struct evhttp *server = evhttp_new(base);
    evhttp_set_gencb(server, answer, NULL);
    if (evhttp_bind_socket(server, "127.0.0.1", (unsigned short)atoi(argv[1])) != 0) {
        fprintf(stderr, "no server on port %s\n", argv[1]);
        return 1;
    }
    return event_base_dispatch(base) < 0;
}
