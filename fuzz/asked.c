/* SPDX-License-Identifier: MIT */
/* Reading the requests of a capture. */
#include "fuzz/asked.h"

#include "oracle/request.h"

struct asking {
    struct asked *asked;
    uint64_t arrived;
    bool fits;
};

static void on_request(void *user, const struct request_event *event)
{
    struct asking *asking = user;
    struct asked *asked = asking->asked;
    if (event->kind != REQUEST_HEAD && event->kind != REQUEST_INVALID)
        return;
    asking->fits = asking->fits && asked->count < ORACLE_MAX_OUTSTANDING;
    if (!asking->fits)
        return;
    asked->list[asked->count].method = event->request.method;
    asked->list[asked->count].sent_at = asking->arrived;
    asked->count++;
}

bool asked_read(struct asked *asked, const struct capture *capture)
{
    struct asking asking = {.asked = asked, .fits = true};
    struct request_reader reader;
    asked->count = 0;
    request_reader_init(&reader, on_request, &asking);
    for (size_t at = 0; at < capture->step_count; at++) {
        const struct capture_step *step = &capture->steps[at];
        if (step->kind == CAPTURE_REQUEST)
            request_reader_feed(&reader, capture_octets(capture, step));
        else
            asking.arrived += step->len;
    }
    return asking.fits;
}
