/* SPDX-License-Identifier: MIT */
/* The playground's recipes: by which requests a behaviour or a fault of the reference
 * server is seen. Private to the server. */
#ifndef INTERIM_PEER_RECIPE_H
#define INTERIM_PEER_RECIPE_H

#include "peer/fault.h"

#include <jansson.h>

enum recipe {
#define RECIPE(name, id, title, sentence, traits) RECIPE_OF_##name,
#define REQUEST(recipe, method, target, fields, content)
#define SHOWN(fault, recipe)
#include "peer/recipe.def"
#undef RECIPE
#undef REQUEST
#undef SHOWN
    RECIPE_COUNT
};

/* What is particular about a recipe. */
enum recipe_trait {
    RECIPE_BY_HAND = 1,     /* no script in a browser can send it */
    RECIPE_LATER = 2,       /* the content follows once the 100 had time to come */
    RECIPE_HTTP10 = 4,      /* asked in HTTP/1.0 */
    RECIPE_KEEP = 8,        /* without Connection: close */
    RECIPE_TOGETHER = 16,   /* its requests come in one segment */
    RECIPE_SEQUENCE = 32,   /* its requests come one after the other's answer */
    RECIPE_EMPTY_LINE = 64, /* an empty line comes before */
    RECIPE_REPEATS = 128,   /* how often and how many may be chosen */
    RECIPE_SIZED = 256,     /* how large may be chosen */
    RECIPE_AT_START = 512   /* the fault is there from the start, or not at all */
};

/* Static storage. */
struct recipe_row {
    const char *id, *title, *sentence;
    unsigned traits; /* set of enum recipe_trait */
};
struct recipe_request {
    enum recipe recipe;
    const char *method, *target, *fields, *content;
};

const struct recipe_row *recipe_row(enum recipe recipe);

/* The recipe's request number at (from 0), or NULL past its last. */
const struct recipe_request *recipe_request(enum recipe recipe, size_t at);

/* The recipe by which a fault of the server is seen. */
enum recipe recipe_of(enum fault fault);

/* All of it for the page: {"recipes": [...], "faults": [...]}. The caller's. */
json_t *recipe_json(void);

#endif
