/* SPDX-License-Identifier: MIT */
/* interim gateway and interim proxy: the catalogue against an intermediary, both of
 * whose sides we play. */
#include "cmd.h"
#include "cmd_common.h"

static int forwarder(enum role role, unsigned verb, int argc, const char **argv)
{
    struct options options;
    struct play_config config;
    int status;
    if (verb_begin(&options, verb, argc, argv, &status)) {
        verb_configure(&options, role, &config);
        status = verb_url(&options, argv[0], &config);
        if (status == STATUS_OK)
            status = verb_origin(&options, argv[0], &config);
        if (status == STATUS_OK)
            status = verb_run(&options, options.arguments[0], &config);
    }
    options_fini(&options);
    return status;
}

int cmd_gateway(int argc, const char **argv)
{
    return forwarder(ROLE_GATEWAY, OF_GATEWAY, argc, argv);
}

int cmd_proxy(int argc, const char **argv)
{
    return forwarder(ROLE_PROXY, OF_PROXY, argc, argv);
}
