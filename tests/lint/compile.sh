# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# Sourced by the checks that compile: compile TARGET of compile.mk, and show
# only what the compilers say.

compile() {
	# A make around us has its own ideas about jobs and variables.
	unset MAKEFLAGS MFLAGS MAKELEVEL
	words=$(make -k -j"$(nproc)" --no-print-directory -f Makefile \
		-f tests/lint/compile.mk "$1" 2>&1) && return 0
	printf '%s\n' "$words" | grep -v '^  [A-Z]* *build/'
	return 1
}
