#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dependencies.sh missing GROUP   say which packages of GROUP are not there
# dependencies.sh install GROUP   install them, as root on Debian and its kin
#
# Groups: build - to compile; test - for make check, demo and bench.
set -eu

build="gcc libc6-dev pkg-config libmnl-dev libnftnl-dev libnetfilter-queue-dev
	libuv1-dev libjansson-dev libiniparser-dev"
test="$build iproute2 nftables iptables conntrack tcpdump procps psmisc
	clang clang-format cppcheck universal-ctags libclang-rt-14-dev
	libcmocka-dev libosip2-dev python3 python3-pytest sip-tester kamailio
	baresip-core linphone-cli linphone-common man-db mandoc"

case ${2:-} in
build) packages=$build ;;
test) packages=$test ;;
*)
	echo "usage: dependencies.sh missing|install build|test" >&2
	exit 2
	;;
esac

missing=
for package in $packages; do
	case $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) in
	installed) ;;
	*) missing="$missing $package" ;;
	esac
done
[ -n "$missing" ] || exit 0

if [ "$1" = missing ]; then
	# Elsewhere than on Debian the compiler has the last word.
	command -v dpkg-query >/dev/null || exit 0
	echo "To build, these packages are missing:$missing" >&2
	echo "As root, 'make dependencies' installs them." >&2
	exit 1
fi
if [ "$(id -u)" != 0 ]; then
	echo "Only root can install what is missing:$missing" >&2
	exit 1
fi
echo "Installing:$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086  # a list of words
apt-get install -y -qq --no-install-recommends $missing >/dev/null
