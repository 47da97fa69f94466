#!/bin/sh
# SPDX-License-Identifier: MIT
# Compiles a Java driver, and what it shares with the others, into one jar.
# usage: build.sh SOURCE OUT
set -eu
source=$1 out=$2
classes=$out.classes
mkdir -p "$classes"
javac -Xlint:all -cp '/usr/share/java/*' -d "$classes" "$(dirname "$source")/Driver.java" "$source"
jar --create --file "$out" -C "$classes" .
rm -r "$classes"
