/* SPDX-License-Identifier: MIT */
/* interim help: verbs and topics for people; manual pages and completions for systems.
 * All of it comes from the tables and documents that are there anyway. */
#include "cmd_help.h"

#include "base/disk.h"
#include "base/root.h"
#include "cmd.h"
#include "cmd_common.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_OCTETS = 1 << 20, NAME_OCTETS = 64 };

static const struct help_topic TOPICS[] = {
#define TOPIC(name, document, heading, title, help)                                    \
    {name, document, heading, title, help},
#include "topic.def"
#undef TOPIC
};

const struct help_topic *help_topic_at(size_t index)
{
    return index < sizeof TOPICS / sizeof TOPICS[0] ? &TOPICS[index] : NULL;
}

bool help_add_topic(struct buf *out, const struct help_topic *topic,
                    enum guide_style style, struct err *err)
{
    struct buf document;
    char path[1024];
    buf_init(&document, TEXT_OCTETS);
    const bool read =
        disk_read(&document, root_path(path, sizeof path, topic->document), err);
    const bool found =
        read && (guide_section(out, buf_view(&document), topic->heading, style) ||
                 err_set(err, "%s has no section '%s'", path, topic->heading));
    buf_fini(&document);
    return found;
}

/* Verbs and topics, a line each. */
static void list_all(void)
{
    puts("interim help VERB tells a verb's options, interim help TOPIC:\n");
    for (size_t at = 0; help_topic_at(at); at++)
        printf("  %-13s %s\n", help_topic_at(at)->name, help_topic_at(at)->help);
    puts("\nVerbs:\n");
    for (size_t at = 0; cmd_row(at); at++)
        printf("  %-13s %s\n", cmd_row(at)->verb, cmd_row(at)->help);
}

/* "exit status" and "exit-status" are one. */
static void join_words(const struct options *options, char name[NAME_OCTETS])
{
    size_t len = 0;
    name[0] = '\0';
    for (size_t at = 0; at < options->argument_count && len < NAME_OCTETS; at++)
        len += (size_t)snprintf(name + len, NAME_OCTETS - len, "%s%s",
                                at > 0 ? "-" : "", options->arguments[at]);
}

static int print_text(struct buf *out)
{
    const char *text = buf_text(out);
    fputs(text + strspn(text, "\n"), stdout); /* main tells where that fails */
    return STATUS_OK;
}

static const struct help_topic *find_topic(const char *name)
{
    const struct help_topic *topic = help_topic_at(0);
    for (size_t at = 1; topic && strcmp(topic->name, name) != 0; at++)
        topic = help_topic_at(at);
    return topic;
}

static int print_topic(const struct help_topic *topic, struct buf *out)
{
    struct err err;
    if (help_add_topic(out, topic, GUIDE_TEXT, &err))
        return print_text(out);
    fprintf(stderr, "interim help: %s\n", err.text);
    return STATUS_UNTESTABLE;
}

/* Also a form of a verb, which may have help of its own: "fuzz server". */
static int print_verb(const struct cmd_row *verb, const struct options *options)
{
    const char *words[] = {verb->verb, "--help", NULL, NULL};
    if (options->argument_count == 1)
        return verb->run(2, words);
    words[1] = options->arguments[1];
    words[2] = "--help";
    return verb->run(3, words);
}

static int tell(const struct options *options, struct buf *out)
{
    char name[NAME_OCTETS];
    int status = STATUS_OK;
    if (options->argument_count == 0) {
        list_all();
        return STATUS_OK;
    }
    join_words(options, name);
    const struct cmd_row *verb = cmd_find(options->arguments[0]);
    const struct help_topic *topic = find_topic(name);
    if (!topic && (!verb || options->argument_count > 2))
        return verb_usage("help", "no verb and no topic '%s'; interim help lists them",
                          name);
    if (verb && options->argument_count <= 2) /* it may be a topic as well */
        status = print_verb(verb, options);
    if (verb && topic)
        puts("");
    return topic && status == STATUS_OK ? print_topic(topic, out) : status;
}

static int print(const struct options *options, struct buf *out)
{
    struct err err;
    if (options->words) {
        help_words(out, options->words);
        return print_text(out);
    }
    if (options->completion)
        return help_completion(out, options->completion)
                   ? print_text(out)
                   : verb_usage("help",
                                "--completion: expected bash, zsh or fish, "
                                "found '%s'",
                                options->completion);
    if (options->man)
        return help_manual(out, options->man, &err)
                   ? print_text(out)
                   : verb_usage("help", "--man: %s", err.text);
    return tell(options, out);
}

int cmd_help(int argc, const char **argv)
{
    struct options options;
    struct buf out;
    int status;
    buf_init(&out, TEXT_OCTETS);
    if (verb_begin(&options, OF_HELP, argc, argv, &status))
        status = print(&options, &out);
    options_fini(&options);
    buf_fini(&out);
    return status;
}
