/* SPDX-License-Identifier: MIT */
/* interim client: the catalogue against a client, by command or by driver. */
#include "cmd.h"
#include "cmd_common.h"

static bool has_url(const char *const *words)
{
    for (size_t at = 0; words[at]; at++)
        if (octets_find(octets_of(words[at]), OCTETS("{url}")) != SIZE_MAX)
            return true;
    return false;
}

/* {cacert} is a file that only --tls makes. */
static bool lacks_tls(const struct options *options, const char *const *words)
{
    for (size_t at = 0; words && words[at] && !options->tls; at++)
        if (octets_find(octets_of(words[at]), OCTETS("{cacert}")) != SIZE_MAX)
            return true;
    return false;
}

/* One of the options that hold a command line; NULL stays NULL. */
static int read_command(struct options *options, const char *word, const char *text,
                        bool needs_url, const char *const **words)
{
    struct err err;
    if (!text)
        return STATUS_OK;
    *words = options_words(&options->arena, text, &err);
    if (!*words)
        return verb_usage("client", "%s: %s", word, err.text);
    if (lacks_tls(options, *words))
        return verb_usage("client", "%s: {cacert} needs --tls", word);
    if (needs_url && !has_url(*words))
        return verb_usage("client", "%s: expected {url} where the URL goes, found '%s'",
                          word, text);
    return STATUS_OK;
}

static int read_commands(struct options *options, struct play_config *config)
{
    const struct {
        const char *word, *text;
        bool needs_url;
        const char *const **words;
    } rows[] = {
        {"--head", options->head, true, &config->command_head},
        {"--post", options->post, true, &config->command_post},
        {"--expect", options->expect, true, &config->command_expect},
        {"--driver", options->driver, false, &config->driver},
    };
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        const int status = read_command(options, rows[row].word, rows[row].text,
                                        rows[row].needs_url, rows[row].words);
        if (status != STATUS_OK)
            return status;
    }
    if (options->driver && options->argument_count > 0)
        return verb_usage("client", "expected a command or --driver, found both");
    if (options->driver)
        return STATUS_OK;
    if (options->argument_count == 0)
        return verb_usage("client", "expected -- COMMAND ... {url} ..., or --driver");
    if (!has_url(options->arguments))
        return verb_usage("client", "expected {url} where the URL goes in the command");
    if (lacks_tls(options, options->arguments))
        return verb_usage("client", "{cacert} in the command needs --tls");
    config->command = options->arguments;
    return STATUS_OK;
}

/* The command as people write it. */
static const char *client_name(struct options *options)
{
    struct buf name;
    if (options->driver)
        return options->driver;
    buf_init(&name, 1 << 16);
    for (size_t at = 0; at < options->argument_count; at++) {
        if (at > 0)
            buf_add_octet(&name, ' ');
        options_quote_word(&name, options->arguments[at]);
    }
    const char *text = arena_text(&options->arena, buf_view(&name));
    buf_fini(&name);
    return text;
}

int cmd_client(int argc, const char **argv)
{
    struct options options;
    struct play_config config;
    int status;
    if (verb_begin(&options, OF_CLIENT, argc, argv, &status)) {
        verb_configure(&options, ROLE_CLIENT, &config);
        status = read_commands(&options, &config);
        if (status == STATUS_OK)
            status = verb_tls(&options, argv[0], &config);
        if (status == STATUS_OK)
            status = verb_run(&options, client_name(&options), &config);
    }
    options_fini(&options);
    return status;
}
