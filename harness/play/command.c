/* SPDX-License-Identifier: MIT */
/* Errands run by a command: one process for all of a round's requests.
 *
 * Its standard output is what its caller got, its exit status whether that counts. Of
 * two URLs in one command it is known which was delivered, by their tokens; a request
 * without its token failed where the exit status or standard error say so. */
#include "play/command.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "play/agent.h"
#include "play/process.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    WORDS_MAX = 200,
    URLS_MAX = 2,
    OUTPUT_MAX = 8 << 20,
    ERRORS_MAX = 2048,
    DETAIL_MAX = 300,
    GRACE_MS = 1000
};

struct command {
    struct process process;
    struct buf output;
    struct buf errors;
    char file[64]; /* name of the file with the content to be sent; "": none */
    struct errand *errands[URLS_MAX];
    size_t errand_count;
    bool done;
    bool stray_told;
};

static bool names(const char *const *command, const char *variable)
{
    for (size_t at = 0; command && command[at]; at++)
        if (octets_find(octets_of(command[at]), octets_of(variable)) != SIZE_MAX)
            return true;
    return false;
}

unsigned command_features(const struct play_config *config)
{
    unsigned features = 0;
    if (names(config->command, "{url2}"))
        features |= NEED_BIT(REUSE);
    if (config->command_head)
        features |= NEED_BIT(HEAD);
    if (config->command_post)
        features |= NEED_BIT(POST);
    if (config->command_expect)
        features |= NEED_BIT(EXPECT);
    return features;
}

bool command_check(const char *const *command, struct err *err)
{
    if (!names(command, "{url}"))
        return err_set(err, "expected {url} in the client's command, found none");
    return process_check(command[0], err);
}

/* ------------------------------------------------------------ starting */

static const char *const *form_of(const struct play_config *config,
                                  const struct errand *errand)
{
    const struct driver_request *request = &errand->request;
    if (octets_equal(request->method, OCTETS("HEAD")))
        return config->command_head;
    if (octets_equal(request->method, OCTETS("POST")))
        return request->expect_continue ? config->command_expect : config->command_post;
    return config->command;
}

static bool write_file(struct command *command, struct octets content)
{
    snprintf(command->file, sizeof command->file, "/tmp/interim-XXXXXX");
    const int fd = mkstemp(command->file);
    if (fd < 0) {
        command->file[0] = '\0';
        return false;
    }
    bool ok = true;
    while (ok && content.len > 0) {
        const ssize_t written = write(fd, content.ptr, content.len);
        ok = written > 0;
        if (ok)
            content = octets_slice(content, (size_t)written, content.len);
    }
    (void)close(fd);
    return ok;
}

/* What a variable stands for; NULL: nothing, and its word is left out. */
static const char *value_of(struct round *round, const char *name)
{
    struct command *command = round->agent->command;
    size_t url = URLS_MAX;
    if (octets_equal(octets_of(name), OCTETS("{file}")))
        return command->file;
    if (octets_equal(octets_of(name), OCTETS("{cacert}")))
        return round->config->ca_file;
    if (octets_equal(octets_of(name), OCTETS("{url}")))
        url = 0;
    else if (octets_equal(octets_of(name), OCTETS("{url2}")))
        url = 1;
    if (url >= command->errand_count)
        return NULL;
    struct buf out;
    buf_init(&out, 4096);
    agent_add_url(round, command->errands[url], &out);
    const char *text = arena_text(round->arena, buf_view(&out));
    buf_fini(&out);
    return text;
}

/* A word with its variables replaced; NULL: it is left out. */
static const char *replace(struct round *round, const char *word)
{
    static const char *const NAMES[] = {"{url}", "{url2}", "{file}", "{cacert}"};
    struct octets left = octets_of(word);
    for (size_t at = 0; at < sizeof NAMES / sizeof NAMES[0]; at++) {
        const struct octets name = octets_of(NAMES[at]);
        const size_t found = octets_find(left, name);
        if (found == SIZE_MAX)
            continue;
        const char *value = value_of(round, NAMES[at]);
        if (!value)
            return NULL;
        const struct octets tail = octets_slice(left, found + name.len, left.len);
        word =
            arena_printf(round->arena, "%.*s%s%.*s", (int)found, (const char *)left.ptr,
                         value, (int)tail.len, (const char *)tail.ptr);
        left = octets_of(word);
    }
    return word;
}

static bool start(struct round *round, const char *const *form, struct err *err)
{
    struct command *command = round->agent->command;
    const char *words[WORDS_MAX + 1];
    size_t count = 0;
    const struct errand *first = command->errands[0];
    if (names(form, "{file}") && !write_file(command, first->request.content))
        return err_set_errno(err, "cannot write a file for the command to send");
    for (size_t at = 0; form[at] && count < WORDS_MAX; at++) {
        const char *word = replace(round, form[at]);
        if (word)
            words[count++] = word;
    }
    words[count] = NULL;
    return process_start(&command->process, words, false, err);
}

static bool begin_command(struct round *round)
{
    (void)round; /* it starts with its first errand */
    return true;
}

/* Starts the command at the first errand, for all of them. */
static bool send_errand(struct round *round, struct errand *errand)
{
    struct agent *agent = round->agent;
    struct err err;
    if (agent->command)
        return true;
    const char *const *form = form_of(round->config, errand);
    const bool several = names(form, "{url2}");
    if (!form || agent->count > (several ? URLS_MAX : 1U)) {
        round_stop(round, OUTCOME_SKIP,
                   "needs requests that the client's command does not offer");
        return false;
    }
    struct command *command = calloc(1, sizeof *command);
    ENSURE(command != NULL);
    agent->command = command;
    command->process = (struct process){.in = -1, .out = -1, .err = -1};
    buf_init(&command->output, OUTPUT_MAX);
    buf_init(&command->errors, ERRORS_MAX);
    for (size_t at = 0; at < agent->count; at++) {
        command->errands[command->errand_count++] = &agent->errands[at];
        agent->errands[at].state = ERRAND_SENT;
        agent->errands[at].sent_ns = errand->sent_ns;
        agent->errands[at].timeout_ms = errand->timeout_ms;
    }
    if (start(round, form, &err))
        return true;
    round_stop(round, OUTCOME_ERROR, "%s", err.text);
    return false;
}

/* ------------------------------------------------------------ its end */

/* Why it failed, in words; NULL: it did not. */
static const char *failure(struct round *round, const struct command *command)
{
    const int status = command->process.status;
    struct buf quoted;
    buf_init(&quoted, DETAIL_MAX);
    quote_encode(&quoted, buf_view(&command->errors));
    const char *text = NULL;
    if (WIFSIGNALED(status))
        text = arena_printf(round->arena, "it died of signal %d", WTERMSIG(status));
    else if (WEXITSTATUS(status) != 0)
        text = arena_printf(round->arena, "exit status %d%s%s", WEXITSTATUS(status),
                            quoted.len > 0 ? ": " : "", buf_text(&quoted));
    buf_fini(&quoted);
    return text;
}

static bool holds_token(struct round *round, const struct errand *errand,
                        struct octets output)
{
    struct token_scan scan;
    token_scan_init(&scan, errand->trip->number);
    token_scan_feed(&round->play->tokens, &scan, output);
    return scan.own;
}

static bool holds_stray(struct round *round, struct octets output)
{
    struct token_scan scan;
    token_scan_init(&scan, round->stray);
    token_scan_feed(&round->play->tokens, &scan, output);
    return scan.own;
}

/* One of several: its token says that it was delivered. Octets that nobody must get
 * are told of the first that was not, or of the last. */
static void tell_one_of_several(struct round *round, struct errand *errand, bool last,
                                const char *error)
{
    struct command *command = round->agent->command;
    const struct octets output = buf_view(&command->output);
    const bool own = holds_token(round, errand, output);
    const bool stray =
        (!own || last) && !command->stray_told && holds_stray(round, output);
    struct errand_result result = {.content = {NULL, 0}};
    unsigned char token[TOKEN_OCTETS];
    if (stray || (own && !(last && error))) {
        command->stray_told |= stray;
        token_write(&round->play->tokens, stray ? round->stray : errand->trip->number,
                    token);
        result.content = (struct octets){token, sizeof token};
    } else if (error || command->errors.len > 0) {
        result.error = error ? error : buf_text(&command->errors);
    }
    agent_done(round, errand, &result);
}

static void tell_results(struct round *round)
{
    struct command *command = round->agent->command;
    const char *error = failure(round, command);
    if (WIFSIGNALED(command->process.status)) {
        round_stop(round, OUTCOME_FAIL, "the client crashed: %s", error);
        return;
    }
    if (command->errand_count == 1) {
        const bool head =
            octets_equal(command->errands[0]->request.method, OCTETS("HEAD"));
        const struct errand_result result = {
            .content = head ? (struct octets){NULL, 0} : buf_view(&command->output),
            .error = error};
        agent_done(round, command->errands[0], &result);
        return;
    }
    for (size_t at = 0; at < command->errand_count; at++)
        tell_one_of_several(round, command->errands[at],
                            at + 1 == command->errand_count, error);
}

/* Reads one of the streams. False: it has ended. */
static bool hear(int *fd, struct buf *out)
{
    unsigned char octets[16384];
    const ssize_t got = read(*fd, octets, sizeof octets);
    if (got > 0)
        (void)buf_add(out, (struct octets){octets, (size_t)got});
    if (got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR)))
        return true;
    (void)close(*fd);
    *fd = -1;
    return false;
}

static void ended(struct round *round)
{
    struct command *command = round->agent->command;
    if (command->done || command->process.out >= 0 || command->process.err >= 0)
        return;
    command->done = true;
    process_end(&command->process, clock_deadline_ns(GRACE_MS));
    tell_results(round);
}

static void output_ready(void *user, void *object)
{
    struct command *command = object;
    if (!hear(&command->process.out, &command->output))
        ended(user);
}

static void errors_ready(void *user, void *object)
{
    struct command *command = object;
    if (!hear(&command->process.err, &command->errors))
        ended(user);
}

static void watch_command(struct round *round, struct watch *watch)
{
    struct command *command = round->agent->command;
    if (!command)
        return;
    if (command->process.out >= 0)
        watch_add(watch, command->process.out, POLLIN, output_ready, command);
    if (command->process.err >= 0)
        watch_add(watch, command->process.err, POLLIN, errors_ready, command);
}

static void end_command(struct round *round)
{
    struct command *command = round->agent->command;
    if (!command)
        return;
    process_end(&command->process, 0);
    if (command->file[0])
        (void)unlink(command->file);
    buf_fini(&command->output);
    buf_fini(&command->errors);
    free(command);
    round->agent->command = NULL;
}

const struct agent_ops AGENT_COMMAND = {.begin = begin_command,
                                        .send = send_errand,
                                        .watch = watch_command,
                                        .can_canary = false,
                                        .end = end_command};
