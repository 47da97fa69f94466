/* SPDX-License-Identifier: MIT */
/* A target that is in this process: a client, server or gateway behind one function,
 * run in a thread of ours on one end of a socket pair. No port, no network. */
#ifndef INTERIM_SALVO_INSIDE_H
#define INTERIM_SALVO_INSIDE_H

#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    INSIDE_CONTENT = 4096,
    INSIDE_DOORS = 6,
    INSIDE_WORKERS = 4,
    INSIDE_PATIENCE_MS = 8000
};

/* What a client's caller got. */
struct inside_answer {
    bool failed;     /* an error in place of a response */
    unsigned status; /* of the response */
    size_t len;      /* octets of content, at most INSIDE_CONTENT of which are kept */
    unsigned char content[INSIDE_CONTENT];
};

/* A thread, and what it is to do. */
struct inside_worker {
    struct inside *inside; /* NULL: not begun */
    pthread_t thread;
    sem_t begin;
    void (*run)(struct inside_worker *worker);
    int fd; /* that it serves */
};

struct inside {
    /* A client: gets url. Connections come from inside_door. fresh: nothing of the
     * exchanges before may be used again, connections least of all. */
    void (*get)(struct inside *inside, const char *url, bool fresh,
                struct inside_answer *answer);
    /* A server or gateway: serves the connection fd to its end, and closes it. */
    void (*serve)(struct inside *inside, int fd);
    /* Its thread goes on INSIDE_PATIENCE_MS after all its connections have ended. As no
     * thread can be ended from outside, this must not return. */
    void (*stuck)(struct inside *inside);
    void *user; /* of `stuck` */
    /* A finding is tried again: time is waited for to its end, although all rests. */
    bool patient;

    /* The rest is the harness's own. */
    int doors[INSIDE_DOORS]; /* connections to our side, not taken yet */
    size_t door_count, door_next;
    struct inside_worker workers[INSIDE_WORKERS];
    size_t busy; /* the first ones of them */
    char url[256];
    bool fresh, running;
    bool rests;  /* it did at the last look (inside_poll) */
    int done[2]; /* a pipe: the client has come to an end */
    int left[2]; /* a pipe: an octet for each task that has */
    struct inside_answer answer;
};

/* A connected socket to the harness, to be closed by the taker; -1 where too many were
 * taken. For clients and gateways, from within get and serve. */
int inside_door(struct inside *inside);

/* For the harness: has one end of a pair served; returns the other end. */
int inside_connect(struct inside *inside);

/* As poll(2), and returns 0, too, as soon as the target rests: all threads of this
 * process but ours sleep, so they have taken what they were given, and nothing will
 * come unless a timer of theirs brings it. An event, where a time-out would be a guess.
 * inside may be NULL (then it is poll(2)), and patient. Where the system does not tell
 * of threads (/proc), none ever rests. */
int inside_poll(struct inside *inside, struct pollfd *entries, nfds_t count,
                int timeout_ms);

/* Lets time pass: at most timeout_ms, or until the target rests. */
void inside_pause(struct inside *inside, int timeout_ms);

/* Gives the reader of a socket pair the time to take what was sent on fd, so that it
 * sees where a segment ends; at most until the target rests. inside may be NULL: at a
 * socket of TCP it does nothing. */
void inside_settle(struct inside *inside, int fd);

/* Waits for all that inside_connect started; their connections have ended. */
void inside_join(struct inside *inside);

/* Has url got; inside->done[0] is readable once it has the answer. Then
 * inside_end is due. */
void inside_begin(struct inside *inside, const char *url, bool fresh);
void inside_end(struct inside *inside);

/* Likewise where no answer came, and every connection has been closed. */
void inside_give_up(struct inside *inside);

/* Ends its threads, none of which has anything to do, and closes what is open. It may
 * be used again. */
void inside_close(struct inside *inside);

#endif
