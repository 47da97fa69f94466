/* SPDX-License-Identifier: MIT */
/* What `make install` brings works where it lies, and `make uninstall` takes it away.
 */
#include "target/folder.h"
#include "test/spawn.h"
#include "test/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* make as a user calls it, in the mode of this test; $at is where it installs to. */
#define MAKE                                                                           \
    "build=" INTERIM_BUILD "; build=${build#" INTERIM_ROOT "/}; "                      \
    "env -u MAKEFLAGS -u MAKELEVEL make -s -C " INTERIM_ROOT                           \
    " BUILD=${build%/*} MODE=${build##*/} PREFIX=$at/usr "
#define HEADER_NAMES                                                                   \
    "grep -o '\\binterim_[a-z_]*(' $at/usr/include/interim.h | tr -d '(' | sort -u"
#define COMPILE                                                                        \
    "PKG_CONFIG_PATH=$at/usr/lib/pkgconfig; export PKG_CONFIG_PATH; "                  \
    "cc -std=c99 -Wall -Wextra -Wpedantic -Werror " INTERIM_ROOT                       \
    "/harness/example/judge.c "
#define GOOD                                                                           \
    "printf 'HTTP/1.1 102 Processing\\r\\n\\r\\n"                                      \
    "HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n'"
#define BAD                                                                            \
    "printf 'HTTP/1.1 102 Processing\\r\\nContent-Length: 0\\r\\n\\r\\n"               \
    "HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n'"
#define SEEN                                                                           \
    "interim.no-content-length (must-not, RFC 9110 §8.6): "                           \
    "Content-Length in an interim response, at octet 25\n1\n"

static void the_program_finds_its_files_by_itself(void **state)
{
    (void)state;
    spawn_sh("cd / && unset INTERIM_ROOT && $at/usr/bin/interim run --quiet "
             "--only 'exchange.one-final/*' -o $at/report.html reference >/dev/null && "
             "test -s $at/report.html",
             "");
    spawn_sh(
        "cd / && $at/usr/bin/interim cases show proxy.final/two-102-in-one-segment "
        "| head -n 1 | grep -c $at/usr/share/interim/cases/proxy",
        "1\n");
    spawn_sh("cd / && unset INTERIM_ROOT && $at/usr/bin/interim serve >$at/serve & "
             "until grep -q ^http: $at/serve 2>/dev/null; do kill -0 $! || exit 1; "
             "sleep 0.05; done; kill $!; wait $!",
             "");
    spawn_sh("cd / && $at/usr/bin/interim help outcomes | grep -c '^  WARN$'", "1\n");
    spawn_sh("unset INTERIM_STORE; HOME=/h XDG_CACHE_HOME= $at/usr/bin/interim targets "
             "hono | grep -o 'npm --prefix /h/.cache/interim/targets/npm install'",
             "npm --prefix /h/.cache/interim/targets/npm install\n");
}

static void the_library_exports_the_header_and_nothing_else(void **state)
{
    (void)state;
    spawn_sh(HEADER_NAMES " >$at/names; nm -D --defined-only "
                          "$at/usr/lib/libinterim.so | sed -n 's/@@.*//; s/.* T //p' | "
                          "sort | diff $at/names -",
             "");
    spawn_sh(
        "nm -g --defined-only $at/usr/lib/libinterim.a | sed -n 's/.* [A-Z] //p' | "
        "sort | diff $at/names -",
        "");
    spawn_sh("readlink $at/usr/lib/libinterim.so; "
             "objdump -p $at/usr/lib/libinterim.so | sed -n 's/ *SONAME *//p'",
             "libinterim.so.0\nlibinterim.so.0\n");
}

static void the_example_links_the_shared_library(void **state)
{
    (void)state;
    spawn_sh(COMPILE "$(pkg-config --cflags --libs interim) -o $at/judge", "");
    spawn_sh("export LD_LIBRARY_PATH=$at/usr/lib; " GOOD " | $at/judge; echo $?; " BAD
             " | $at/judge; echo $?",
             "0\n" SEEN);
}

static void the_example_links_the_static_library(void **state)
{
    (void)state;
    spawn_sh(COMPILE "-static $(pkg-config --static --cflags --libs interim) "
                     "-o $at/judge-static",
             "");
    spawn_sh(GOOD " | $at/judge-static; echo $?; " BAD " | $at/judge-static; echo $?",
             "0\n" SEEN);
}

static void the_header_is_one_for_cxx_too(void **state)
{
    (void)state;
    spawn_sh("command -v c++ >/dev/null || exit 0; echo '#include <interim.h>' | "
             "c++ -std=c++11 -Wall -Wextra -Wpedantic -Werror -I$at/usr/include "
             "-fsyntax-only -x c++ -",
             "");
}

static void the_example_is_short(void **state)
{
    (void)state;
    spawn_sh("test $(wc -l <" INTERIM_ROOT "/harness/example/judge.c) -le 40", "");
}

static void with_destdir_the_same_goes_elsewhere_and_uninstall_takes_all(void **state)
{
    (void)state;
    spawn_sh(MAKE "DESTDIR=$at/stage run-install >/dev/null && "
                  "diff -r $at/usr $at/stage$at/usr",
             "");
    spawn_sh(MAKE "DESTDIR=$at/stage uninstall >/dev/null && "
                  "find $at/stage -type f -o -type l",
             "");
}

static int install(void **state)
{
    struct folder *folder = malloc(sizeof *folder);
    struct err err = {.text = ""};
    if (!folder || !folder_make(folder, "install", &err))
        fail_msg("%s", err.text);
    setenv("at", folder->path, 1);
    *state = folder;
    spawn_sh(MAKE "run-install >$at/log 2>&1 || cat $at/log", "");
    return 0;
}

static int uninstall(void **state)
{
    struct folder *folder = *state;
    folder_remove(folder);
    free(folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_program_finds_its_files_by_itself),
        cmocka_unit_test(the_library_exports_the_header_and_nothing_else),
        cmocka_unit_test(the_example_links_the_shared_library),
        cmocka_unit_test(the_example_links_the_static_library),
        cmocka_unit_test(the_header_is_one_for_cxx_too),
        cmocka_unit_test(the_example_is_short),
        cmocka_unit_test(with_destdir_the_same_goes_elsewhere_and_uninstall_takes_all),
    };
    return cmocka_run_group_tests_name("install", tests, install, uninstall);
}
