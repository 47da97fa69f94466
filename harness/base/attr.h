/* SPDX-License-Identifier: MIT */
/* The compiler's own attributes, behind names: the only file that spells them. */
#ifndef INTERIM_BASE_ATTR_H
#define INTERIM_BASE_ATTR_H

#if defined(__GNUC__)
#define ATTR_PRINTF(string, first) __attribute__((format(printf, string, first)))
#define ATTR_NORETURN              __attribute__((noreturn))
#define ATTR_NOINLINE              __attribute__((noinline))
#define ATTR_WEAK                  __attribute__((weak))
#define ATTR_INLINE                __attribute__((always_inline)) inline
#define ATTR_MUST_USE              __attribute__((warn_unused_result))
#define LIKELY(x)                  __builtin_expect(!!(x), 1)
#define UNLIKELY(x)                __builtin_expect(!!(x), 0)
#else
#define ATTR_PRINTF(string, first)
#define ATTR_NORETURN
#define ATTR_NOINLINE
#define ATTR_WEAK
#define ATTR_INLINE inline
#define ATTR_MUST_USE
#define LIKELY(x)   (x)
#define UNLIKELY(x) (x)
#endif

#endif
