#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The code looks as .clang-format says; "clang-format -i FILE" makes it so.
set -eu
cd "$(dirname "$0")/../.."

command -v clang-format >/dev/null || {
	echo "clang-format is not installed"
	exit 1
}
places=$(find src include tests -name '*.[ch]' -exec \
	clang-format --dry-run -Werror {} + 2>&1) && exit 0

# Without the pictures of the lines: they show where, and not what.
words='error: code should be clang-formatted.*'
printf '%s\n' "$places" | grep '^[^ ]*:[0-9]*:' |
	sed "s/: $words/: not as clang-format has it/"
exit 1
