/* SPDX-License-Identifier: MIT */
/* interim server: the catalogue against an origin server, started by us or running. */
#include "cmd.h"
#include "cmd_common.h"
#include "target/supervise.h"

static bool revive(void *user)
{
    return supervise_revive(user);
}

/* Starts the server where --start says how, and runs. */
static int run_server(struct options *options, const char *verb,
                      struct play_config *config)
{
    struct supervised *server = NULL;
    struct err err;
    if (options->start) {
        server =
            supervise_start(options->start, &config->target, config->time_scale, &err);
        if (!server)
            return verb_untestable(verb, &err);
        config->revive = revive;
        config->revive_user = server;
        if (!options->target_log)
            options->target_log = supervise_log(server);
    }
    const int status = verb_run(options, options->arguments[0], config);
    supervise_stop(&server);
    return status;
}

/* The paths that options give, into config. Returns STATUS_OK, or the exit status after
 * the mistake was told. */
static int read_paths(const struct options *options, const char *verb,
                      struct play_config *config)
{
    const struct {
        const char *option, *given;
        const char **place;
    } paths[] = {{"trigger", options->trigger, &config->trigger},
                 {"post-path", options->post_path, &config->post_path},
                 {"dav", options->dav_path, &config->dav_path},
                 {"accepted", options->accepted, &config->accepted}};
    for (size_t row = 0; row < sizeof paths / sizeof paths[0]; row++) {
        *paths[row].place = paths[row].given;
        if (paths[row].given && paths[row].given[0] != '/')
            return verb_usage(verb,
                              "--%s: expected a path that begins with /, found '%s'",
                              paths[row].option, paths[row].given);
    }
    return STATUS_OK;
}

int cmd_server(int argc, const char **argv)
{
    struct options options;
    struct play_config config;
    int status;
    if (verb_begin(&options, OF_SERVER, argc, argv, &status)) {
        verb_configure(&options, ROLE_SERVER, &config);
        status = read_paths(&options, argv[0], &config);
        if (status == STATUS_OK)
            status = verb_url(&options, argv[0], &config);
        if (status == STATUS_OK)
            status = run_server(&options, argv[0], &config);
    }
    options_fini(&options);
    return status;
}
