/* SPDX-License-Identifier: MIT */
/* serf, the library that Subversion asks with, as a command that prints the content of
 * what it is answered: one connection for all URLs, which are of one server.
 * Usage: serf GET|HEAD|POST [FILE] URL... ; FILE holds the content of a POST. */
#include <apr_uri.h>
#include <serf.h>
#include <stdio.h>
#include <string.h>

enum { TICK_US = 250000, TICKS_MAX = 40 };

struct asked {
    const char *method;
    const char *path;
    const char *file;
    apr_pool_t *pool;
    serf_connection_t *connection;
    serf_bucket_alloc_t *buckets;
    int *left;
};

static apr_status_t set_up(apr_socket_t *socket, serf_bucket_t **in,
                           serf_bucket_t **out, void *user, apr_pool_t *pool)
{
    struct asked *asked = user;
    (void)out;
    (void)pool;
    *in = serf_bucket_socket_create(socket, asked->buckets);
    return APR_SUCCESS;
}

static void closed(serf_connection_t *connection, void *user, apr_status_t why,
                   apr_pool_t *pool)
{
    (void)connection;
    (void)user;
    (void)why;
    (void)pool;
}

static serf_bucket_t *accept_response(serf_request_t *request, serf_bucket_t *stream,
                                      void *user, apr_pool_t *pool)
{
    const struct asked *asked = user;
    serf_bucket_alloc_t *buckets = serf_request_get_alloc(request);
    (void)pool;
    if (!stream)
        return NULL;
    serf_bucket_t *response = serf_bucket_response_create(
        serf_bucket_barrier_create(stream, buckets), buckets);
    if (strcmp(asked->method, "HEAD") == 0)
        serf_bucket_response_set_head(response);
    return response;
}

static apr_status_t take_response(serf_request_t *request, serf_bucket_t *response,
                                  void *user, apr_pool_t *pool)
{
    struct asked *asked = user;
    serf_status_line line;
    (void)request;
    (void)pool;
    if (!response) /* the connection ended */
        return APR_EGENERAL;
    apr_status_t status = serf_bucket_response_status(response, &line);
    if (status != APR_SUCCESS && !APR_STATUS_IS_EAGAIN(status))
        return status;
    if (line.version == 0)
        return status;
    for (;;) {
        const char *octets;
        apr_size_t count;
        status = serf_bucket_read(response, SERF_READ_ALL_AVAIL, &octets, &count);
        if (SERF_BUCKET_READ_ERROR(status))
            return status;
        (void)fwrite(octets, 1, count, stdout);
        if (APR_STATUS_IS_EOF(status))
            --*asked->left;
        if (status != APR_SUCCESS)
            return status;
    }
}

static apr_status_t ask(serf_request_t *request, void *user, serf_bucket_t **out,
                        serf_response_acceptor_t *acceptor, void **acceptor_user,
                        serf_response_handler_t *handler, void **handler_user,
                        apr_pool_t *pool)
{
    struct asked *asked = user;
    serf_bucket_alloc_t *buckets = serf_request_get_alloc(request);
    serf_bucket_t *content = NULL;
    char *octets = apr_palloc(pool, 65536);
    if (asked->file) {
        FILE *file = fopen(asked->file, "rb");
        const size_t count = file ? fread(octets, 1, 65536, file) : 0;
        content = serf_bucket_simple_create(octets, count, NULL, NULL, buckets);
        if (file)
            (void)fclose(file);
        *out = serf_request_bucket_request_create(request, asked->method, asked->path,
                                                  content, buckets);
        serf_bucket_request_set_CL(*out, (apr_int64_t)count);
    } else {
        *out = serf_request_bucket_request_create(request, asked->method, asked->path,
                                                  NULL, buckets);
    }
    *acceptor = accept_response;
    *handler = take_response;
    *acceptor_user = *handler_user = asked;
    return APR_SUCCESS;
}

static int run(serf_context_t *context, const int *left, apr_pool_t *pool)
{
    char text[120];
    for (int tick = 0; *left > 0 && tick < TICKS_MAX;) {
        const apr_status_t status = serf_context_run(context, TICK_US, pool);
        tick += APR_STATUS_IS_TIMEUP(status) ? 1 : 0;
        if (status != APR_SUCCESS && !APR_STATUS_IS_TIMEUP(status)) {
            const char *known = serf_error_string(status);
            fprintf(stderr, "error: %s\n",
                    known ? known : apr_strerror(status, text, sizeof text));
            return 1;
        }
    }
    if (*left > 0)
        fprintf(stderr, "error: no answer in time\n");
    return *left > 0 ? 28 : 0;
}

int main(int argc, char **argv)
{
    apr_pool_t *pool;
    apr_uri_t url;
    int left = 0;
    const int urls = argc > 1 && strcmp(argv[1], "POST") == 0 ? 3 : 2;
    if (argc <= urls)
        return 2;
    apr_initialize();
    apr_pool_create(&pool, NULL);
    serf_context_t *context = serf_context_create(pool);
    struct asked first = {.pool = pool, .buckets = NULL};
    first.buckets = serf_bucket_allocator_create(pool, NULL, NULL);
    for (int at = urls; at < argc; at++) {
        struct asked *asked = apr_palloc(pool, sizeof *asked);
        if (apr_uri_parse(pool, argv[at], &url) != APR_SUCCESS)
            return 2;
        if (!first.connection &&
            serf_connection_create2(&first.connection, context, url, set_up, &first,
                                    closed, &first, pool) != APR_SUCCESS)
            return 2;
        serf_connection_set_max_outstanding_requests(first.connection, 1);
        *asked = first;
        asked->method = argv[1];
        asked->file = urls == 3 ? argv[2] : NULL;
        asked->path = apr_uri_unparse(pool, &url, APR_URI_UNP_OMITSITEPART);
        asked->left = &left;
        left++;
        serf_connection_request_create(first.connection, ask, asked);
    }
    const int status = run(context, &left, pool);
    (void)fflush(stdout);
    return status;
}
