#!/bin/sh
# SPDX-License-Identifier: MIT
# cppcheck, its style rules included; what is switched off says why.
# redundantContinue: an empty loop says continue. constParameter*: callbacks keep the shape of their type. unusedStructMember: it does not see
# the members that tables made by macros use. nullPointerOutOfMemory: it does not see that ENSURE ends the process.
# ctuuninitvar, in one file: it does not see that a function assigns the whole of what it is given.
# knownConditionTrueFalse, in three files: it does not see what a call changes.
mkdir -p "$BUILD/cppcheck"
git ls-files 'harness/*.c' 'fuzz/*.c' | grep -vE '^harness/(test|target/[a-z-]+)/' | xargs cppcheck --quiet --std=c11 -j "$(nproc)" \
    --enable=warning,performance,portability,style --inline-suppr --error-exitcode=1 \
    --suppress=constParameter --suppress=constParameterCallback --suppress=constParameterPointer \
    --suppress=missingIncludeSystem --suppress=unusedStructMember --suppress=redundantContinue --suppress=variableScope \
    --suppress=nullPointerOutOfMemory --suppress=ctunullpointerOutOfMemory \
    --suppress=knownConditionTrueFalse:harness/case/file.c --suppress=knownConditionTrueFalse:harness/play/origin.c --suppress=knownConditionTrueFalse:harness/example/judge.c --suppress=ctuuninitvar:harness/salvo/wire.c --suppress=normalCheckLevelMaxBranches \
    --cppcheck-build-dir="$BUILD/cppcheck" -Iharness -I. -D_POSIX_C_SOURCE=200809L \
    --template='{file}:{line}: {id}: {message}'
