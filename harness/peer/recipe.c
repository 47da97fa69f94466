/* SPDX-License-Identifier: MIT */
/* The recipes as tables, and as JSON. */
#include "peer/recipe.h"

#include "base/ensure.h"

static const struct recipe_row ROWS[RECIPE_COUNT] = {
#define RECIPE(name, id, title, sentence, traits) {id, title, sentence, traits},
#define REQUEST(recipe, method, target, fields, content)
#define SHOWN(fault, recipe)
#include "peer/recipe.def"
#undef RECIPE
#undef REQUEST
#undef SHOWN
};

static const struct recipe_request REQUESTS[] = {
#define RECIPE(name, id, title, sentence, traits)
#define REQUEST(recipe, method, target, fields, content)                               \
    {RECIPE_OF_##recipe, method, target, fields, content},
#define SHOWN(fault, recipe)
#include "peer/recipe.def"
#undef RECIPE
#undef REQUEST
#undef SHOWN
};

static const struct {
    enum fault fault;
    enum recipe recipe;
} FAULTS[] = {
#define RECIPE(name, id, title, sentence, traits)
#define REQUEST(recipe, method, target, fields, content)
#define SHOWN(fault, recipe) {FAULT_##fault, RECIPE_OF_##recipe},
#include "peer/recipe.def"
#undef RECIPE
#undef REQUEST
#undef SHOWN
};

const struct recipe_row *recipe_row(enum recipe recipe)
{
    ENSURE(recipe < RECIPE_COUNT);
    return &ROWS[recipe];
}

const struct recipe_request *recipe_request(enum recipe recipe, size_t at)
{
    for (size_t row = 0; row < sizeof REQUESTS / sizeof REQUESTS[0]; row++)
        if (REQUESTS[row].recipe == recipe && at-- == 0)
            return &REQUESTS[row];
    return NULL;
}

enum recipe recipe_of(enum fault fault)
{
    for (size_t row = 0; row < sizeof FAULTS / sizeof FAULTS[0]; row++)
        if (FAULTS[row].fault == fault)
            return FAULTS[row].recipe;
    return RECIPE_OF_SEVERAL;
}

static void append(json_t *array, json_t *value)
{
    ENSURE(value && json_array_append_new(array, value) == 0);
}

static json_t *requests_of(enum recipe recipe)
{
    json_t *const all = json_array();
    size_t at = 0;
    for (const struct recipe_request *one; (one = recipe_request(recipe, at)); at++)
        append(all,
               json_pack("{s:s, s:s, s:s, s:s}", "method", one->method, "target",
                         one->target, "fields", one->fields, "content", one->content));
    return all;
}

static json_t *traits_of(unsigned traits)
{
    static const char *const NAMES[] = {"by-hand",  "later",    "http10",     "keep",
                                        "together", "sequence", "empty-line", "repeats",
                                        "sized",    "at-start"};
    json_t *const all = json_array();
    for (unsigned at = 0; at < sizeof NAMES / sizeof NAMES[0]; at++)
        if (traits & (1U << at))
            append(all, json_string(NAMES[at]));
    return all;
}

json_t *recipe_json(void)
{
    json_t *const recipes = json_array(), *const faults = json_array();
    for (unsigned at = 0; at < RECIPE_COUNT; at++)
        append(recipes,
               json_pack("{s:s, s:s, s:s, s:o, s:o}", "id", ROWS[at].id, "title",
                         ROWS[at].title, "sentence", ROWS[at].sentence, "traits",
                         traits_of(ROWS[at].traits), "requests",
                         requests_of((enum recipe)at)));
    for (unsigned at = 0; at < FAULT_COUNT; at++) {
        const struct fault_row *const row = fault_row((enum fault)at);
        if (row->role == ROLE_SERVER)
            append(faults, json_pack("{s:s, s:s, s:s, s:s}", "id", row->id, "sentence",
                                     row->sentence, "breaks", row->breaks, "recipe",
                                     ROWS[recipe_of((enum fault)at)].id));
    }
    json_t *const both = json_pack("{s:o, s:o}", "recipes", recipes, "faults", faults);
    ENSURE(both);
    return both;
}
