#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What cppcheck finds in src and in the headers that it includes.
set -eu
cd "$(dirname "$0")/../.."
suppressions=tests/lint/cppcheck.suppressions

# A suppression without a comment above its paragraph has no reason.
awk -v file="$suppressions" '
	/^#/ { reason = 1; next }
	/^$/ { reason = 0; next }
	!reason { print file ":" NR ": " $0 ": without a reason"; bad = 1 }
	END { exit bad }' "$suppressions"

mkdir -p build/lint-cppcheck
cppcheck --quiet --error-exitcode=1 -j "$(nproc)" --std=c11 -Iinclude \
	--enable=warning,style,performance,portability \
	--cppcheck-build-dir=build/lint-cppcheck \
	--suppressions-list="$suppressions" \
	--template='{file}:{line}: {message} [{id}]' \
	--library=tests/lint/cppcheck.cfg src 2>&1
