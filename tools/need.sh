#!/bin/sh
# Makes sure that programs are here that the tests need, and installs Debian's packages of those that are missing.
#
#   tools/need.sh postgresql gcc
#
# It changes nothing when all are here. Without root it says what to install and fails.
set -eu

# has says whether what a Debian package is wanted for is here.
has() {
	case $1 in
	postgresql)
		[ -n "${CHAPPE_TEST_POSTGRES:-}" ] || [ "${CHAPPE_TEST_DB:-}" = sqlite ] ||
			ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

missing=
for package in "$@"; do
	has "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

root=
if [ "$(id -u)" != 0 ]; then
	root="sudo -n"
	$root true 2>/dev/null || {
		echo "Missing:$missing. Install them, on Debian or Ubuntu with: sudo apt-get install$missing" >&2
		exit 1
	}
fi
command -v apt-get >/dev/null || {
	echo "Missing:$missing. Install them with this system's package manager." >&2
	exit 1
}
echo "Installing$missing"
export DEBIAN_FRONTEND=noninteractive
$root apt-get -qq update
# shellcheck disable=SC2086 # names of packages, one a word
$root apt-get -qq install -y --no-install-recommends $missing >/dev/null
