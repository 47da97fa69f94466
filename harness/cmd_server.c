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
    }
    const int status = verb_run(options, options->arguments[0], config);
    supervise_stop(&server);
    return status;
}

int cmd_server(int argc, const char **argv)
{
    struct options options;
    struct play_config config;
    int status;
    if (verb_begin(&options, OF_SERVER, argc, argv, &status)) {
        verb_configure(&options, ROLE_SERVER, &config);
        config.trigger = options.trigger;
        config.post_path = options.post_path;
        if (options.trigger && options.trigger[0] != '/')
            status = verb_usage(argv[0],
                                "--trigger: expected a path that begins with /, "
                                "found '%s'",
                                options.trigger);
        else if (options.post_path && options.post_path[0] != '/')
            status = verb_usage(argv[0],
                                "--post-path: expected a path that begins with "
                                "/, found '%s'",
                                options.post_path);
        else
            status = verb_url(&options, argv[0], &config);
        if (status == STATUS_OK)
            status = run_server(&options, argv[0], &config);
    }
    options_fini(&options);
    return status;
}
