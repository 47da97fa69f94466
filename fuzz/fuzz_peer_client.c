/* SPDX-License-Identifier: MIT */
/* A client in this process: libcurl. Property: see fuzz/peer.h. Input: a capture whose
 * responses count, or up to 12 octets from which one is made. */
#include "fuzz/peer_curl.h"
#include "fuzz/target.h"

#include <curl/curl.h>
#include <string.h>

enum { LIMIT_MS = 60000 };

static size_t take(char *octets, size_t size, size_t count, void *user)
{
    struct inside_answer *answer = user;
    const size_t len = size * count;
    const size_t room = answer->len < INSIDE_CONTENT ? INSIDE_CONTENT - answer->len : 0;
    memcpy(answer->content + (INSIDE_CONTENT - room), octets, len < room ? len : room);
    answer->len += len;
    return len;
}

static void get(struct inside *inside, const char *url, bool fresh,
                struct inside_answer *answer)
{
    static CURL *curl;
    long status = 0;
    if (fresh && curl) {
        curl_easy_cleanup(curl);
        curl = NULL;
    }
    if (!curl)
        curl = curl_easy_init();
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)LIMIT_MS);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, peer_curl_open);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, inside);
    curl_easy_setopt(curl, CURLOPT_SOCKOPTFUNCTION, peer_curl_is_connected);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    answer->failed = curl_easy_perform(curl) != CURLE_OK;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    answer->status = (unsigned)status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return peer_client_fuzz(data, size, get);
}
