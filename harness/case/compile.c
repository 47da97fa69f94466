/* SPDX-License-Identifier: MIT */
/* The rounds of one case: each is read anew with its values, then kept. */
#include "case/compile.h"

#include <string.h>

static void begin_round(struct compile *compile)
{
    compile->step_count = 0;
    compile->exchange_count = 0;
    compile->lane_count = 0;
    compile->reference_count = 0;
    compile->expectation_count = 0;
    compile->check_count = 0;
    compile->has_expect = false;
    compile->uses = 0;
    memset(compile->lanes, 0, sizeof compile->lanes);
}

static void *keep(struct compile *compile, const void *list, size_t size)
{
    void *copy = arena_take(compile->arena, size);
    if (size > 0)
        memcpy(copy, list, size);
    return copy;
}

static void keep_round(struct compile *compile, struct script *script)
{
    script->label = variables_label(&compile->properties.variables, compile->arena);
    script->steps =
        keep(compile, compile->steps, compile->step_count * sizeof *compile->steps);
    script->step_count = compile->step_count;
    script->lane_count = compile->lane_count;
    script->exchanges = keep(compile, compile->exchanges,
                             compile->exchange_count * sizeof *compile->exchanges);
    script->exchange_count = compile->exchange_count;
    script->expectations =
        keep(compile, compile->expectations,
             compile->expectation_count * sizeof *compile->expectations);
    script->expectation_count = compile->expectation_count;
    script->checks =
        keep(compile, compile->checks, compile->check_count * sizeof *compile->checks);
    script->check_count = compile->check_count;
}

static void read_round(struct compile *compile)
{
    struct arena *const of_file = compile->scratch;
    struct arena of_round;
    arena_init(&of_round);
    compile->scratch = &of_round;
    begin_round(compile);
    for (size_t at = 0; at < compile->fence_count; at++) {
        if (compile->has_expect &&
            !octets_starts_with(compile->fences[at]->text.octets, OCTETS("expect")))
            text_mistake(compile->mistakes, compile->fences[at]->text,
                         "expected the expect fence to be the last one of the case");
        fence_read(compile, compile->fences[at]);
    }
    rules_of_round(compile);
    derive_needs(compile);
    compile->scratch = of_file;
    arena_fini(&of_round);
}

void compile_rounds(struct compile *compile)
{
    struct test_case *test = compile->test;
    const size_t rounds = variables_rounds(&compile->properties.variables);
    if (rounds > ROUNDS_MAX) {
        text_mistake(compile->mistakes, compile->heading,
                     "expected at most %d rounds (`for:` lines multiply)", ROUNDS_MAX);
        return;
    }
    struct script *scripts = ARENA_ARRAY(compile->arena, struct script, rounds);
    for (size_t round = 0; round < rounds && compile->octets <= CASE_OCTETS_MAX;
         round++) {
        variables_choose(&compile->properties.variables, round);
        if (round > 0)
            mistakes_new_round(compile->mistakes);
        read_round(compile);
        keep_round(compile, &scripts[round]);
    }
    mistakes_new_case(compile->mistakes);
    rules_of_case(compile);
    test->rounds = scripts;
    test->round_count = rounds;
    memcpy(test->needs, compile->needs, sizeof test->needs);
    test->faults =
        keep(compile, compile->faults, compile->fault_count * sizeof *compile->faults);
    test->fault_count = compile->fault_count;
}
