#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds every fuzz target for OSS-Fuzz, ClusterFuzzLite and any farm that says how by these variables:
# $CC $CFLAGS $CXX $CXXFLAGS $LIB_FUZZING_ENGINE, and $OUT where the products go. Each product comes with
# its corpus (NAME_seed_corpus.zip), dictionary and options, and with the libraries that it needs.
# LLHTTP_SRC: a folder with llhttp's sources (api.c, http.c, llhttp.c, llhttp.h), to be instrumented too;
# without it the packaged library is linked, which MemorySanitizer cannot have.
set -eu
cd "$(dirname "$0")/.."
: "${OUT:?the folder for the products}" "${LIB_FUZZING_ENGINE:=-fsanitize=fuzzer}" "${CC:=clang}" "${CXX:=clang++}"
: "${CFLAGS:=-O1 -g -fsanitize=address,fuzzer-no-link}" "${CXXFLAGS:=$CFLAGS}" "${SANITIZER:=address}" "${LLHTTP_SRC:=}"
export CC CXX CFLAGS CXXFLAGS LIB_FUZZING_ENGINE
build=${WORK:-build}/farm
mkdir -p "$OUT/lib" "$build"

# These link libraries that are not instrumented: not for MemorySanitizer, which would take all that they
# write for uninitialised. The peers of others (fuzz_peer_*) are for whoever brings an instrumented one.
wanted='oracle differential valid case report'
[ "$SANITIZER" != memory ] || wanted='oracle differential valid'

if [ -n "$LLHTTP_SRC" ]; then
    mkdir -p "$build/llhttp"
    for file in api http llhttp; do
        # shellcheck disable=SC2086 # flags are words
        $CC $CFLAGS -I"$LLHTTP_SRC" -I"$LLHTTP_SRC/../include" -c "$LLHTTP_SRC/$file.c" -o "$build/llhttp/$file.o"
    done
    ar rcs "$build/llhttp/libllhttp.a" "$build"/llhttp/*.o
    header=$(ls "$LLHTTP_SRC/llhttp.h" "$LLHTTP_SRC/../include/llhttp.h" 2>/dev/null | head -n 1)
    printf 'LLHTTP_CFLAGS := -isystem %s\nLLHTTP_LIBS := %s\n' "$(dirname "$header")" "$build/llhttp/libllhttp.a" \
        >"$build/llhttp.mk"
fi

# The dictionary is printed by a program of this machine's own compiler.
env -u CFLAGS -u CXXFLAGS make -s BUILD="$build/tools" CC=cc CFLAGS= WARNINGS= "$build/tools/release/fuzz.dict"
for target in $wanted; do
    [ -e "fuzz/fuzz_$target.c" ] || continue
    make -s MODE=farm BUILD="$build" CC="$CC" CFLAGS="$CFLAGS" WARNINGS= F="$target" fuzzers
    name=fuzz_$target
    cp "$build/farm/fuzz/$name" "$OUT/"
    corpus=$(sed -n "s/^FUZZ_CORPUS_$name *:= *//p" fuzz/rules.mk | grep . || echo capture)
    seeds=$(ls -d "corpus/$corpus" "corpus/regressions/$corpus" 2>/dev/null || true)
    rm -f "$OUT/${name}_seed_corpus.zip"
    # shellcheck disable=SC2086 # folders are words
    zip -q -j -r "$OUT/${name}_seed_corpus.zip" $seeds
    cp "$build/tools/release/fuzz.dict" "$OUT/$name.dict"
    printf '[libfuzzer]\nmax_len = 8192\ntimeout = 10\n' >"$OUT/$name.options"
    # What runs it elsewhere has none of our packages.
    ldd "$OUT/$name" | awk -v out="$OUT/" 'index($3, out) != 1 && $3 ~ /^\// && $1 !~ /^(libc|libm|libpthread|libdl|librt|libgcc_s)\.so/ { print $3 }' |
        xargs -r -I{} cp -L {} "$OUT/lib/"
done
