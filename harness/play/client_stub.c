/* SPDX-License-Identifier: MIT */
/* Clients under test: not there yet. */
#include "play/command.h"
#include "play/driver.h"
#include "play/round.h"

unsigned command_features(const struct play_config *config)
{
    (void)config;
    return 0;
}
bool command_check(const char *const *command, struct err *err)
{
    (void)command;
    return err_set(err, "clients cannot be played yet");
}
struct driver *driver_start(const struct play_config *config, struct err *err)
{
    (void)config;
    err_set(err, "clients cannot be played yet");
    return NULL;
}
void driver_stop(struct driver **driver)
{
    (void)driver;
}
unsigned driver_features(const struct driver *driver)
{
    (void)driver;
    return 0;
}
const char *driver_version(const struct driver *driver)
{
    (void)driver;
    return "";
}
const struct round_ops ROUND_CLIENT = {0};
