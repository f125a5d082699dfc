#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# All of src compiles without a warning, with gcc and with clang.
set -eu
cd "$(dirname "$0")/../.."
. tests/lint/compile.sh

compile lint-werror
