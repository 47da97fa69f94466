/* SPDX-License-Identifier: MIT */
/* A ring of jobs. */
#include "peer/jobs.h"

#include "base/ensure.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct job {
    unsigned char token[JOB_MAX_TOKEN];
    size_t len;
    unsigned polls_left;
    unsigned works;
};

struct jobs {
    pthread_mutex_t mutex;
    size_t next;
    struct job list[JOBS_MAX];
};

struct jobs *jobs_new(void)
{
    struct jobs *jobs = calloc(1, sizeof *jobs);
    ENSURE(jobs && pthread_mutex_init(&jobs->mutex, NULL) == 0);
    return jobs;
}

void jobs_free(struct jobs **jobs)
{
    if (!*jobs)
        return;
    pthread_mutex_destroy(&(*jobs)->mutex);
    free(*jobs);
    *jobs = NULL;
}

static struct job *find(struct jobs *jobs, struct octets token)
{
    for (size_t at = 0; at < JOBS_MAX; at++) {
        struct job *const job = &jobs->list[at];
        if (job->works > 0 &&
            octets_equal((struct octets){job->token, job->len}, token))
            return job;
    }
    return NULL;
}

static struct job *add(struct jobs *jobs, struct octets token)
{
    struct job *const job = &jobs->list[jobs->next];
    jobs->next = (jobs->next + 1) % JOBS_MAX;
    *job = (struct job){.len = token.len};
    if (token.len > 0)
        memcpy(job->token, token.ptr, token.len);
    return job;
}

bool jobs_work(struct jobs *jobs, struct octets token, unsigned polls)
{
    if (token.len > JOB_MAX_TOKEN)
        return false;
    pthread_mutex_lock(&jobs->mutex);
    struct job *job = find(jobs, token);
    if (!job)
        job = add(jobs, token);
    job->works++;
    job->polls_left = polls;
    pthread_mutex_unlock(&jobs->mutex);
    return true;
}

unsigned jobs_ask(struct jobs *jobs, struct octets token, bool poll, bool *ended)
{
    pthread_mutex_lock(&jobs->mutex);
    struct job *const job = find(jobs, token);
    const unsigned works = job ? job->works : 0;
    if (ended)
        *ended = job && job->polls_left == 0;
    if (poll && job && job->polls_left > 0)
        job->polls_left--;
    pthread_mutex_unlock(&jobs->mutex);
    return works;
}
