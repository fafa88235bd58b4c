#!/bin/sh
# Makes sure that the virus scanner of the tests, clamd, is there.
# On Debian and Ubuntu it installs the library and takes the one program out of its package into
# .tmp/clamav: the package itself would start a daemon and fetch signatures for ever. Elsewhere it
# says what to install and ends with 1.
set -eu

folder=$(cd "$(dirname "$0")/../.." && pwd)/.tmp/clamav

# A program whose library is gone does not count.
runs() { "$1" --help >/dev/null 2>&1; }
for program in "$folder/clamd" "$(command -v clamd || echo /usr/sbin/clamd)" /usr/local/sbin/clamd /opt/homebrew/sbin/clamd; do
	if runs "$program"; then exit 0; fi
done

if ! command -v apt-get >/dev/null 2>&1; then
	printf 'The tests of evidence need clamd (ClamAV, no signatures). Install it with: ' >&2
	if [ "$(uname -s)" = Darwin ]; then
		echo "brew install clamav" >&2
	elif command -v dnf >/dev/null 2>&1; then
		echo "dnf install clamd" >&2
	elif command -v apk >/dev/null 2>&1; then
		echo "apk add clamav-daemon" >&2
	elif command -v pacman >/dev/null 2>&1; then
		echo "pacman -S clamav" >&2
	else
		echo "your system's package manager" >&2
	fi
	exit 1
fi

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "Installing the virus scanner of the tests (clamd out of clamav-daemon, and its libraries)"
as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q
(cd "$work" && apt-get download -q -o APT::Sandbox::User=root clamav-daemon)
dpkg-deb -x "$work"/clamav-daemon_*.deb "$work/whole"
# Its library has another name in each release.
library=$(dpkg-deb -f "$work"/clamav-daemon_*.deb Depends | tr ',' '\n' | sed -n 's/^ *\(libclamav[^ (]*\).*/\1/p')
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$library"
mkdir -p "$folder"
cp "$work/whole/usr/sbin/clamd" "$folder/clamd"
runs "$folder/clamd" || {
	echo "clamd was taken out of its package, but does not start: $("$folder/clamd" --help 2>&1)" >&2
	exit 1
}
