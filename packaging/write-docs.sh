#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# write-docs.sh VIADUCTD FOLDER
#
# Writes what the table of options says: FOLDER/conf/viaduct.conf, and
# FOLDER/docs/viaduct.conf.5 from docs/viaduct.conf.5.in.  Run by "make docs"
# and, into a folder of its own, by tests/lint/docs.py.
set -eu
viaductd=$1
folder=$2
template=docs/viaduct.conf.5.in

mkdir -p "$folder/conf" "$folder/docs"
"$viaductd" --print-config >"$folder/conf/viaduct.conf"

# Manual pages have lines of at most 80 columns.
"$viaductd" --print-options | fold -s -w 78 | sed 's/ *$//' |
	sed -e '/@OPTIONS@/{' -e 'r /dev/stdin' -e 'd' -e '}' "$template" \
		>"$folder/docs/viaduct.conf.5"
