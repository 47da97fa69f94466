/* SPDX-License-Identifier: MIT */
/* A gateway in this process: as small as one can be, with libcurl towards the next hop;
 * an example for those who have a real one. Property: see fuzz/peer.h. Input: a capture
 * whose responses count, or up to 12 octets from which one is made. */
#include "base/buf.h"
#include "fuzz/peer_curl.h"
#include "fuzz/target.h"
#include "oracle/head.h"

#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LIMIT_MS = 60000, URL_OCTETS = 600, INPUT_OCTETS = 1 << 16 };

static size_t take(char *octets, size_t size, size_t count, void *user)
{
    const struct octets piece = {(unsigned char *)octets, size * count};
    return buf_add(user, piece) ? piece.len : 0;
}

/* The next hop's response, whole or not at all; interim responses are dropped, as a
 * gateway may (RFC 9110 section 15.2). */
static void forward(CURL *curl, struct octets target, struct buf *out)
{
    long status = 502;
    struct buf url, content;
    buf_init(&url, URL_OCTETS);
    buf_init(&content, INPUT_OCTETS);
    buf_add_text(&url, "http://127.0.0.1");
    buf_add(&url, target);
    curl_easy_setopt(curl, CURLOPT_URL, buf_text(&url));
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &content);
    if (curl_easy_perform(curl) == CURLE_OK)
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    else
        buf_clear(&content);
    buf_printf(out, "HTTP/1.1 %03ld X\r\n", status);
    if (status != 204 && status != 304)
        buf_printf(out, "Content-Length: %zu\r\n", content.len);
    buf_add_text(out, "\r\n");
    if (status != 204 && status != 304)
        buf_add(out, buf_view(&content));
    buf_fini(&url);
    buf_fini(&content);
}

static CURL *next_hop(struct inside *inside)
{
    CURL *curl = curl_easy_init();
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)LIMIT_MS);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, peer_curl_open);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, inside);
    curl_easy_setopt(curl, CURLOPT_SOCKOPTFUNCTION, peer_curl_is_connected);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    return curl;
}

static void serve(struct inside *inside, int fd)
{
    unsigned char octets[4096];
    ssize_t got;
    struct buf input, output;
    CURL *curl = next_hop(inside);
    buf_init(&input, INPUT_OCTETS);
    buf_init(&output, INPUT_OCTETS * 2);
    while ((got = recv(fd, octets, sizeof octets, 0)) > 0) {
        buf_add(&input, (struct octets){octets, (size_t)got});
        for (size_t len; (len = head_length(buf_view(&input))) > 0;) {
            const struct octets head = octets_slice(buf_view(&input), 0, len);
            buf_clear(&output);
            forward(curl, head_word(head, 1), &output);
            buf_drop(&input, len);
            if (send(fd, output.ptr, output.len, MSG_NOSIGNAL) < 0)
                break;
        }
    }
    close(fd);
    curl_easy_cleanup(curl);
    buf_fini(&input);
    buf_fini(&output);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return peer_gateway_fuzz(data, size, serve);
}
