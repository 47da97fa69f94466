/* SPDX-License-Identifier: MIT */
/* Coverage of a parser that carries none: the packaged llhttp is not instrumented, but
 * its state says where in it the input has come. The linker puts this file's function
 * around llhttp_execute (--wrap); each pair of states, before and behind a call, is
 * told to the engine as if it were an edge. */
#include <llhttp.h>

#include <stdint.h>

enum { COUNTERS = 1024 };

/* The linker's names. */
llhttp_errno_t __real_llhttp_execute(llhttp_t *parser, const char *data, size_t len);
llhttp_errno_t __wrap_llhttp_execute(llhttp_t *parser, const char *data, size_t len);

#ifdef __AFL_COMPILER
/* AFL++'s own runtime gives the guards their places in its map. */
void __sanitizer_cov_trace_pc_guard_init(uint32_t *start, uint32_t *stop);
void __sanitizer_cov_trace_pc_guard(uint32_t *guard);
static uint32_t GUARDS[COUNTERS];

__attribute__((constructor)) static void register_guards(void)
{
    __sanitizer_cov_trace_pc_guard_init(GUARDS, GUARDS + COUNTERS);
}

static void count(uintptr_t edge)
{
    __sanitizer_cov_trace_pc_guard(&GUARDS[edge % COUNTERS]);
}
#else
__attribute__((section("__libfuzzer_extra_counters"))) static uint8_t EDGES[COUNTERS];

static void count(uintptr_t edge)
{
    EDGES[edge % COUNTERS]++;
}
#endif

llhttp_errno_t __wrap_llhttp_execute(llhttp_t *parser, const char *data, size_t len)
{
    const uintptr_t before = (uintptr_t)parser->_current;
    const llhttp_errno_t code = __real_llhttp_execute(parser, data, len);
    count(before * 31 + (uintptr_t)parser->_current * 977 + (uintptr_t)code);
    return code;
}
