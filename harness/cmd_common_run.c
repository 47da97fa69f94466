/* SPDX-License-Identifier: MIT */
/* From a verb's options to the run of one target, the part that all roles share. */
#include "cmd.h"
#include "cmd_common.h"
#include "net/unix_socket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int verb_untestable(const char *verb, const struct err *err)
{
    fprintf(stderr, "interim %s: %s\n", verb, err->text);
    return STATUS_UNTESTABLE;
}

void verb_configure(const struct options *options, enum role role,
                    struct play_config *config)
{
    play_config_init(config);
    config->role = role;
    config->time_scale = options->time_scale;
    config->controls = !options->no_control;
    if (options->deadline_ms > 0)
        config->deadline_ms = options->deadline_ms;
    config->pace_ms = options->pace_ms;
    config->gap_ms = options->gap_ms;
    config->read_timer_ms = options->read_timer_ms;
}

/* ---------------------------------------------------------------- URLs */

/* The path without its query and without a slash at its end. */
static const char *path_prefix(struct arena *arena, struct octets path)
{
    path.len = path.len < octets_find(path, OCTETS("?"))
                   ? path.len
                   : octets_find(path, OCTETS("?"));
    while (path.len > 0 && path.ptr[path.len - 1] == '/')
        path.len--;
    return arena_text(arena, path);
}

/* HOST, HOST:PORT or [V6]:PORT with a port that there is: what resolves or not is the
 * world's matter, this is the user's. */
static bool has_good_port(struct octets authority)
{
    uint64_t port = 0;
    const size_t bracket = octets_find(authority, OCTETS("]"));
    if (bracket != SIZE_MAX)
        authority = octets_slice(authority, bracket, authority.len);
    const size_t colon = octets_find(authority, OCTETS(":"));
    return colon == SIZE_MAX ||
           (octets_to_u64(octets_slice(authority, colon + 1, authority.len), &port) &&
            port > 0 && port <= UINT16_MAX);
}

/* What an https URL needs, and an http URL has no use for. */
static int reach_securely(struct options *options, const char *verb,
                          const struct url *url, struct address *target)
{
    struct err err;
    const struct tls_client_options how = {.ca_file = options->ca_file,
                                           .insecure = options->insecure,
                                           .name = options->sni};
    if (!url->secure && (how.ca_file || how.insecure || how.name))
        return verb_usage(verb, "%s is for https:// URLs, found '%s'",
                          how.ca_file    ? "--cacert"
                          : how.insecure ? "--insecure"
                                         : "--sni",
                          options->arguments[0]);
    if (how.ca_file && how.insecure)
        return verb_usage(verb, "expected --cacert or --insecure, found both");
    if (url->secure && !secure_target(&options->secure, target, &how, &err))
        return verb_usage(verb, "%s", err.text);
    return STATUS_OK;
}

int verb_url(struct options *options, const char *verb, struct play_config *config)
{
    struct url url;
    struct err err;
    if (options->argument_count != 1)
        return verb_usage(verb, "expected one URL, found %zu", options->argument_count);
    const struct octets text = octets_of(options->arguments[0]);
    if (!url_parse(&url, text, &err))
        return verb_usage(verb, "%s", err.text);
    if (!has_good_port(url.authority))
        return verb_usage(verb, "expected a port from 1 to 65535 in '%s'",
                          options->arguments[0]);
    if (options->unix_socket) {
        const char *const path =
            arena_printf(&options->arena, "unix:%s", options->unix_socket);
        if (!unix_resolve(&config->target, octets_of(path), &err))
            return verb_usage(verb, "--unix-socket: %s", err.text);
        config->target.tls_name = arena_text(&options->arena, url_host(&url));
    } else if (!address_resolve(&config->target, url.authority, url.port, &err)) {
        return verb_untestable(verb, &err);
    }
    const int status = reach_securely(options, verb, &url, &config->target);
    if (status != STATUS_OK)
        return status;
    config->authority = arena_text(&options->arena, url.authority);
    config->path = path_prefix(&options->arena, url.path);
    return STATUS_OK;
}

int verb_origin(struct options *options, const char *verb, struct play_config *config)
{
    struct err err;
    if (!options->origin)
        return verb_usage(verb,
                          "--origin HOST:PORT is missing: where the target forwards "
                          "to, and we listen");
    if (!address_resolve(&config->origin, octets_of(options->origin), 0, &err))
        return verb_usage(verb, "--origin: %s", err.text);
    if (address_is_unix(&config->origin) && config->role == ROLE_PROXY)
        return verb_usage(verb,
                          "--origin: a proxy asks by HOST:PORT, not by unix:PATH");
    if (address_port(&config->origin) == 0 && !address_is_unix(&config->origin))
        return verb_usage(verb,
                          "--origin: expected a port that the target knows, found "
                          "0");
    if (options->origin_tls && config->role == ROLE_PROXY)
        return verb_usage(verb, "--origin-tls: a proxy makes tunnels to origins of "
                                "https, which are not tested");
    if (options->origin_tls && !secure_listener_by(&options->secure, &config->origin,
                                                   options->origin_tls, &err))
        return verb_usage(verb, "--origin-tls: %s", err.text);
    return STATUS_OK;
}

int verb_tls(struct options *options, const char *verb, struct play_config *config)
{
    struct err err;
    if (!options->tls)
        return STATUS_OK;
    if (!secure_listener(&options->secure, &config->origin, &err))
        return verb_untestable(verb, &err);
    config->ca_file = options->secure.ca_file;
    secure_tell_programs(&options->secure);
    return STATUS_OK;
}

bool verb_colour(void)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    return isatty(STDOUT_FILENO) == 1 && !(no_color && no_color[0]) &&
           !(term && strcmp(term, "dumb") == 0);
}

int verb_run(const struct options *options, const char *name,
             const struct play_config *config)
{
    const struct run_target target = {.name = name,
                                      .command = options->repeat_command,
                                      .arguments = options->repeat_arguments,
                                      .log = options->target_log,
                                      .config = config};
    struct run_settings settings = options->settings;
    settings.style.colour = verb_colour();
    struct run *run = run_open(&settings);
    if (!run)
        return STATUS_USAGE;
    run_target(run, &target);
    return (int)run_close(&run);
}
