#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes Debian packages of what was installed into a folder: interim, libinterim0, libinterim-dev. By
# dpkg's own tools, with nothing of debhelper; the same tree gives the same octets.
# usage: deb.sh STAGE VERSION DATE LLHTTP FOLDER
#   STAGE: where `make install` put it (DESTDIR), prefix /usr; DATE: of the version (YYYY-MM-DD);
#   LLHTTP: "own" where llhttp is within the program, "system" where it is a package; FOLDER: for the packages
set -eu
[ $# = 5 ] || { echo "usage: deb.sh STAGE VERSION DATE LLHTTP FOLDER" >&2; exit 2; }
stage=$1 version=$2 date=$3 llhttp=$4 folder=$5
here=$(cd "$(dirname "$0")" && pwd)
architecture=$(dpkg --print-architecture)
multiarch=$(dpkg-architecture -qDEB_HOST_MULTIARCH)
maintainer="The interim maintainers <maintainers@interim.invalid>"
SOURCE_DATE_EPOCH=$(date -u -d "$date" +%s)
export SOURCE_DATE_EPOCH
umask 022
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$folder" "$work/debian"
printf 'Source: interim\n\nPackage: interim\nArchitecture: any\n' >"$work/debian/control" # dpkg-shlibdeps asks for it

move() { # PACKAGE PATH...: from the stage into the package
    package=$1
    shift
    for path in "$@"; do
        mkdir -p "$work/$package/$(dirname "$path")"
        cp -a "$stage/$path" "$work/$package/$path"
    done
}

documents() { # PACKAGE: copyright and changelog
    place=$work/$1/usr/share/doc/$1
    mkdir -p "$place"
    {
        printf 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n'
        printf 'Upstream-Name: interim\n\nFiles: *\nCopyright: %s\nLicense: Expat\n' \
            "$(sed -n 's/^Copyright (c) //p' "$here/../LICENSE")"
        [ "$llhttp" = system ] ||
            printf '\nFiles: llhttp\nCopyright: 2018 Fedor Indutny\nLicense: Expat\nComment: linked into programs and libraries\n'
        printf '\nLicense: Expat\n'
        sed -n '/^Permission/,$p' "$here/../LICENSE" | sed 's/^$/./; s/^/ /'
    } >"$place/copyright"
    printf 'interim (%s) unstable; urgency=medium\n\n  * Release %s.\n\n -- %s  %s\n' \
        "$version" "$version" "$maintainer" "$(date -u -R -d "$date")" | gzip -9n >"$place/changelog.gz"
}

libraries_of() { # FILE...: the packages of the shared libraries that these need
    found=$(cd "$work" && dpkg-shlibdeps -O -l"$work/libinterim0/usr/lib/$multiarch" "$@" 2>"$work/shlibdeps.log") ||
        { cat "$work/shlibdeps.log" >&2; return 1; }
    echo "$found" | sed -n 's/^shlibs:Depends=//p'
}

finish() { # PACKAGE SECTION DEPENDS FIELDS DESCRIPTION: control files, and the package
    root=$work/$1
    find "$root" -type d -exec chmod 755 {} +
    mkdir -p "$root/DEBIAN"
    (cd "$root" && find usr -type f | LC_ALL=C sort | xargs -d '\n' md5sum) >"$root/DEBIAN/md5sums"
    {
        printf 'Package: %s\nSource: interim\nVersion: %s\nArchitecture: %s\n' "$1" "$version" "$architecture"
        printf 'Maintainer: %s\nSection: %s\nPriority: optional\n' "$maintainer" "$2"
        printf 'Installed-Size: %s\n' "$(du -k -s --apparent-size "$root/usr" | cut -f 1)"
        [ -z "$3" ] || printf 'Depends: %s\n' "$3"
        printf '%s' "$4"
        printf 'Description: %s\n' "$5"
    } >"$root/DEBIAN/control"
    find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    dpkg-deb --root-owner-group --build "$root" "$folder/$1_${version}_$architecture.deb" >/dev/null
    echo "$folder/$1_${version}_$architecture.deb"
}

lib=usr/lib/$multiarch
move libinterim0 "$lib/libinterim.so.0" "$lib/libinterim.so.$version"
move libinterim-dev "$lib/libinterim.so" "$lib/libinterim.a" "$lib/pkgconfig/interim.pc" usr/include/interim.h \
    usr/share/doc/libinterim-dev usr/share/man/man3
rm -r "$stage/usr/share/doc" "$stage/usr/share/man/man3"
move interim usr/bin usr/share
strip --strip-unneeded "$work/interim/usr/bin/interim" "$work/libinterim0/$lib/libinterim.so.$version"
strip --strip-debug "$work/libinterim-dev/$lib/libinterim.a"
find "$work/interim/usr/share/man" "$work/libinterim-dev/usr/share/man" -type f -exec gzip -9n {} +
for package in interim libinterim0 libinterim-dev; do
    documents "$package"
done

mkdir -p "$work/libinterim0/DEBIAN"
echo "libinterim 0 libinterim0 (>= $version)" >"$work/libinterim0/DEBIAN/shlibs"
echo "activate-noawait ldconfig" >"$work/libinterim0/DEBIAN/triggers"

oracle=' It judges the responses of one HTTP/1.1 connection octet by octet: whether
 every exchange is framed, in order, and ended by exactly one final response,
 whatever interim (1xx) responses come before it.'
# Told apart from their use: what fails within the words of a command ends no script.
program_needs=$(libraries_of interim/usr/bin/interim)
library_needs=$(libraries_of "libinterim0/$lib/libinterim.so.$version")
finish interim web "$program_needs" 'Suggests: libinterim-dev, python3
' 'conformance and fuzz tests of HTTP interim (1xx) responses
 It replays a catalogue of scripted exchanges against a server, a client, a
 gateway or a proxy, and an oracle judges every octet that comes back: 100
 Continue, 101 Switching Protocols, 102 Processing, 103 Early Hints and those
 that nobody knows. Failures name the requirement of RFC 9110 and RFC 9112.'
finish libinterim0 libs "$library_needs" 'Multi-Arch: same
' "oracle for HTTP/1.1 responses (shared library)
$oracle"
more=
[ "$llhttp" = own ] || more=", libllhttp-dev"
finish libinterim-dev libdevel "libinterim0 (= $version)$more" 'Multi-Arch: same
' "oracle for HTTP/1.1 responses (for tests of your own)
$oracle
 .
 This package has the header, the static library and the pkg-config file."
