/* SPDX-License-Identifier: MIT */
/* libevent's evhttp, which answers expectations by itself and lets handlers send no
 * interim response. With "job" every answer is a 102 with content. Usage: evhttp PORT
 * [job] */
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void answer(struct evhttp_request *request, void *status)
{
    struct evbuffer *content = evbuffer_new();
    evbuffer_add(content, "hello\n", 6);
    evhttp_send_reply(request, *(const int *)status, NULL, content);
    evbuffer_free(content);
}

int main(int argc, char **argv)
{
    struct event_base *base = event_base_new();
    struct evhttp *server = evhttp_new(base);
    int status = argc > 2 && strcmp(argv[2], "job") == 0 ? 102 : 200;
    evhttp_set_gencb(server, answer, &status);
    if (evhttp_bind_socket(server, "127.0.0.1", (unsigned short)atoi(argv[1])) != 0) {
        fprintf(stderr, "no server on port %s\n", argv[1]);
        return 1;
    }
    return event_base_dispatch(base) < 0;
}
