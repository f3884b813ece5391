#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes a static library of one object that shows only what is not hidden
# (-fvisibility=hidden): other programs may have a buffer_add() of their own.
#
#     archive.sh OBJECTS.a LIBRARY.a COMPILER...
set -eu
objects=$1 library=$2
shift 2
"$@" -r -nostdlib -o "$library.o" -Wl,--whole-archive "$objects"
objcopy --localize-hidden "$library.o"
rm -f "$library"
ar rcs "$library" "$library.o"
rm -f "$library.o"
