/* SPDX-License-Identifier: MIT */
/* Collecting, sorting and telling the mistakes of one file. */
#include "case/mistake.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { TEXT_MAX = sizeof((struct err *)0)->text };

void mistakes_init(struct mistakes *mistakes, const char *file, struct arena *arena)
{
    *mistakes = (struct mistakes){.file = file, .arena = arena};
}

static bool is_known(const struct mistakes *mistakes, int line, int column)
{
    for (size_t at = mistakes->repeated_from; at < mistakes->known; at++)
        if (mistakes->list[at].line == line && mistakes->list[at].column == column)
            return true;
    return false;
}

bool mistake_at(struct mistakes *mistakes, int line, int column, const char *format,
                ...)
{
    if (mistakes->count == MISTAKES_MAX || is_known(mistakes, line, column))
        return false;
    if (!mistakes->list)
        mistakes->list = ARENA_ARRAY(mistakes->arena, struct mistake, MISTAKES_MAX);
    char text[TEXT_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    mistakes->list[mistakes->count] = (struct mistake){
        line, column, mistakes->count, arena_printf(mistakes->arena, "%s", text)};
    mistakes->count++;
    return false;
}

void mistakes_new_case(struct mistakes *mistakes)
{
    mistakes->repeated_from = mistakes->known = mistakes->count;
}

void mistakes_new_round(struct mistakes *mistakes)
{
    mistakes->known = mistakes->count;
}

static int by_place(const void *left, const void *right)
{
    const struct mistake *a = left, *b = right;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

bool mistakes_tell(struct mistakes *mistakes, catalogue_complaint *complain, void *user,
                   struct err *first)
{
    if (mistakes->count > 1)
        qsort(mistakes->list, mistakes->count, sizeof *mistakes->list, by_place);
    for (size_t at = 0; at < mistakes->count; at++) {
        const struct mistake *mistake = &mistakes->list[at];
        struct err err;
        err_set_at(&err, mistakes->file, mistake->line, mistake->column, "%s",
                   mistake->text);
        if (at == 0 && first)
            *first = err;
        if (complain && !complain(user, &err))
            return false;
    }
    return true;
}
