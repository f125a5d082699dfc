#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every header compiles when it is the only one included, with gcc and clang.
set -eu
cd "$(dirname "$0")/../.."
. tests/lint/compile.sh

compile lint-headers
