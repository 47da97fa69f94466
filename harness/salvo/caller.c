/* SPDX-License-Identifier: MIT */
/* Two ways to have a client send a request, and to learn what came of it. */
#include "salvo/caller.h"

#include "base/clock.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OUTPUT_MAX = 1 << 20, GRACE_MS = 2000, WORDS_MAX = 64 };

static bool by_driver(const struct caller *caller)
{
    return caller->config->driver || caller->config->embedded_driver;
}

bool caller_open(struct caller *caller, const struct play_config *config,
                 struct inside *inside, struct err *err)
{
    *caller = (struct caller){.config = config, .inside = inside};
    arena_init(&caller->arena);
    buf_init(&caller->output, OUTPUT_MAX);
    if (inside)
        return true;
    if (!by_driver(caller))
        return process_check(config->command[0], err);
    caller->driver = driver_start(config, err);
    return caller->driver != NULL;
}

void caller_close(struct caller *caller)
{
    if (!caller->config)
        return;
    if (caller->running && !by_driver(caller) && !caller->inside)
        process_end(&caller->process, 0);
    driver_stop(&caller->driver);
    arena_fini(&caller->arena);
    buf_fini(&caller->output);
    caller->config = NULL;
}

void caller_restart(struct caller *caller)
{
    struct err err;
    const bool runs = caller->running;
    caller->running = false;
    if (caller->inside) {
        if (runs)
            inside_give_up(caller->inside);
        return;
    }
    if (!by_driver(caller)) {
        process_end(&caller->process, 0);
        return;
    }
    driver_stop(&caller->driver);
    caller->driver = driver_start(caller->config, &err);
}

/* A word with {url} replaced. */
static const char *fill_in(struct caller *caller, const char *word, const char *url)
{
    const struct octets text = octets_of(word);
    const size_t at = octets_find(text, OCTETS("{url}"));
    return at == SIZE_MAX ? word
                          : arena_printf(&caller->arena, "%.*s%s%s", (int)at, word, url,
                                         word + at + 5);
}

/* A word for what is not asked here: a second URL, a file. */
static bool is_for_more(const char *word)
{
    return octets_find(octets_of(word), OCTETS("{url2}")) != SIZE_MAX ||
           octets_find(octets_of(word), OCTETS("{file}")) != SIZE_MAX;
}

static bool start_command(struct caller *caller, const char *url)
{
    const char *words[WORDS_MAX + 1] = {NULL};
    struct err err;
    arena_fini(&caller->arena);
    arena_init(&caller->arena);
    buf_clear(&caller->output);
    size_t count = 0;
    for (size_t at = 0; count < WORDS_MAX && caller->config->command[at]; at++) {
        const char *word = caller->config->command[at];
        if (!is_for_more(word))
            words[count++] = fill_in(caller, word, url);
    }
    return process_start(&caller->process, words, false, &err);
}

bool caller_begin(struct caller *caller, const char *url, unsigned timeout_ms)
{
    const struct driver_request request = {.method = OCTETS("GET"),
                                           .url = octets_of(url),
                                           .timeout_ms = timeout_ms,
                                           .ca_file = caller->config->ca_file};
    struct err err;
    if (caller->inside) {
        inside_begin(caller->inside, url, !caller->used);
        caller->used = true;
        caller->running = true;
    } else if (!by_driver(caller))
        caller->running = start_command(caller, url);
    else
        caller->running =
            caller->driver && driver_send(caller->driver, &request, &caller->id, &err);
    return caller->running;
}

int caller_fd(const struct caller *caller)
{
    if (!caller->running)
        return -1;
    if (caller->inside)
        return caller->inside->done[0];
    return by_driver(caller) ? driver_fd(caller->driver) : caller->process.out;
}

/* ---------------------------------------------------------------- results */

static bool take_driver(struct caller *caller, const struct token_source *tokens,
                        struct token_scan *scan, struct caller_result *result)
{
    struct driver_result said;
    struct err err;
    int taken;
    while ((taken = driver_next(caller->driver, &said, &err)) > 0) {
        if (said.id != caller->id)
            continue;
        token_scan_feed(tokens, scan, said.content);
        *result = (struct caller_result){.failed = said.error != NULL,
                                         .status = said.status,
                                         .own = scan->own,
                                         .other = scan->other};
        caller->running = false;
        return true;
    }
    if (taken == 0)
        return false;
    *result = (struct caller_result){.failed = true, .died = true};
    caller->running = false;
    return true;
}

/* What it writes as an error is of no interest, but must not fill its pipe. */
static void drop_errors(const struct process *process)
{
    unsigned char waste[4096];
    while (process->err >= 0 && read(process->err, waste, sizeof waste) > 0)
        continue;
}

static bool take_command(struct caller *caller, const struct token_source *tokens,
                         struct token_scan *scan, struct caller_result *result)
{
    unsigned char octets[4096];
    ssize_t got;
    drop_errors(&caller->process);
    while ((got = read(caller->process.out, octets, sizeof octets)) > 0)
        (void)buf_add(&caller->output, (struct octets){octets, (size_t)got});
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    process_end(&caller->process, clock_deadline_ns(GRACE_MS));
    const int status = caller->process.status;
    token_scan_feed(tokens, scan, buf_view(&caller->output));
    *result = (struct caller_result){
        .failed = !WIFEXITED(status) || WEXITSTATUS(status) != 0,
        .own = scan->own,
        .other = scan->other,
        .died = WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL};
    caller->running = false;
    return true;
}

static bool take_inside(struct caller *caller, const struct token_source *tokens,
                        struct token_scan *scan, struct caller_result *result)
{
    const struct inside_answer *answer = &caller->inside->answer;
    inside_end(caller->inside);
    token_scan_feed(tokens, scan,
                    (struct octets){answer->content, answer->len < INSIDE_CONTENT
                                                         ? answer->len
                                                         : INSIDE_CONTENT});
    *result = (struct caller_result){.failed = answer->failed,
                                     .status = answer->failed ? 0 : answer->status,
                                     .own = scan->own,
                                     .other = scan->other};
    caller->running = false;
    return true;
}

bool caller_take(struct caller *caller, const struct token_source *tokens,
                 struct token_scan *scan, struct caller_result *result)
{
    if (caller->inside)
        return take_inside(caller, tokens, scan, result);
    return by_driver(caller) ? take_driver(caller, tokens, scan, result)
                             : take_command(caller, tokens, scan, result);
}
