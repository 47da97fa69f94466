#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds every fuzz target for OSS-Fuzz, ClusterFuzzLite and any farm that says how by these variables:
# $CC $CFLAGS $CXX $CXXFLAGS $LIB_FUZZING_ENGINE $FUZZING_ENGINE (libfuzzer, afl, honggfuzz, none) $SANITIZER
# (address, undefined, memory, coverage) $ARCHITECTURE, and $OUT where the products go, $WORK for what comes
# between. Each product comes with its corpus (NAME_seed_corpus.zip), dictionary and options, and with the
# libraries that it needs; of AFL++ the mutators as well (libinterim-mutator.so).
# LLHTTP_SRC: a folder with llhttp's sources (src/*.c and include/llhttp.h, as released), to be instrumented
# like the rest; without it they are fetched (llhttp.sh); `system`: the packaged library.
set -eu
cd "$(dirname "$0")/.."
: "${OUT:?the folder for the products}" "${FUZZING_ENGINE:=libfuzzer}" "${SANITIZER:=address}" "${ARCHITECTURE:=x86_64}"
: "${LIB_FUZZING_ENGINE:=-fsanitize=fuzzer}" "${CC:=clang}" "${CXX:=clang++}" "${LLHTTP_SRC:=}"
case $SANITIZER in
undefined) flags='-fsanitize=undefined -fno-sanitize-recover=all' ;;
memory) flags='-fsanitize=memory -fsanitize-memory-track-origins' ;;
coverage) flags='-fprofile-instr-generate -fcoverage-mapping' ;;
*) flags=-fsanitize=$SANITIZER ;;
esac
# AFL++'s compiler and coverage builds have instrumentation of their own.
[ "$FUZZING_ENGINE" != libfuzzer ] || [ "$SANITIZER" = coverage ] || flags="$flags -fsanitize=fuzzer-no-link"
: "${CFLAGS:=-O1 -g -fno-omit-frame-pointer $flags}" "${CXXFLAGS:=$CFLAGS}"
export CC CXX CFLAGS CXXFLAGS LIB_FUZZING_ENGINE FUZZING_ENGINE
build=${WORK:-$PWD/build}/farm-$FUZZING_ENGINE-$SANITIZER-$ARCHITECTURE
mkdir -p "$OUT/lib" "$build/tools"
OUT=$(cd "$OUT" && pwd)
export BUILD="$build"

# The others link libraries that are not instrumented: not for MemorySanitizer, which would take all that they
# write for uninitialised. The peers of others (fuzz_peer_*) are for whoever brings an instrumented one.
wanted='oracle differential valid case report'
[ "$SANITIZER" != memory ] || wanted='oracle differential valid'

# ---------------------------------------------------------------- llhttp
if [ -z "$LLHTTP_SRC" ]; then
    LLHTTP_SRC=${WORK:-$PWD/build}/llhttp-source
    sh .clusterfuzzlite/llhttp.sh "$LLHTTP_SRC" || LLHTTP_SRC=
fi
if [ "$SANITIZER" = memory ] && [ ! -d "$LLHTTP_SRC" ]; then
    echo "build.sh: MemorySanitizer needs llhttp's sources: LLHTTP_SRC=FOLDER" >&2
    exit 1
fi
llhttp() { # FOLDER COMPILER FLAGS: a library of the sources, and the lines that tell make where it is
    mkdir -p "$1/llhttp"
    for file in api http llhttp; do
        # shellcheck disable=SC2086 # flags are words
        $2 $3 -I"$LLHTTP_SRC/include" -c "$LLHTTP_SRC/src/$file.c" -o "$1/llhttp/$file.o"
    done
    ar rcs "$1/llhttp/libllhttp.a" "$1"/llhttp/*.o
    printf 'LLHTTP_CFLAGS := -isystem %s/include\nLLHTTP_LIBS := %s/llhttp/libllhttp.a\n' "$LLHTTP_SRC" "$1" >"$1/llhttp.mk"
}
if [ -d "$LLHTTP_SRC" ]; then
    LLHTTP_SRC=$(cd "$LLHTTP_SRC" && pwd)
    llhttp "$build" "$CC" "$CFLAGS"
    llhttp "$build/tools" cc -O2
else
    echo "build.sh: llhttp is the packaged one, without instrumentation" >&2
fi

# ---------------------------------------------------------------- products
# What is not fuzzed is built by this machine's own compiler.
tools() { env -u CFLAGS -u CXXFLAGS make -s BUILD="$build/tools" CC=cc CFLAGS= WARNINGS= "$@"; }
tools "$build/tools/release/fuzz.dict"
if [ "$FUZZING_ENGINE" = afl ]; then
    tools "$build/tools/release/libinterim-mutator.so"
    cp "$build/tools/release/libinterim-mutator.so" "$OUT/"
fi
for target in $wanted; do
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
