#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A library shows the functions that the header declares: none is missing, and
# none comes on top that could meet a name of the program that links it.
#
#     names.sh HEADER SHARED STATIC
set -u
header=$1 count=0
shift
echo "1..$#"
declared=$(grep -oE '\bselon_[a-z_]+\(' "$header" | tr -d '(' | sort -u)
for library; do
    count=$((count + 1))
    case "$library" in *.a) dynamic= ;; *) dynamic=-D ;; esac
    shown=$(nm $dynamic --extern-only --defined-only "$library" | awk 'NF == 3 && $3 !~ /^__|^_(init|fini)$/ { print $3 }' |
        sort -u)
    if [ -n "$shown" ] && [ "$shown" = "$declared" ]; then
        echo "ok $count - names of ${library##*/}"
    else
        echo "not ok $count - names of ${library##*/}"
        printf '%s\n' "$shown" "$declared" | sort | uniq -u | sed 's/^/# in one of both only: /'
    fi
done
