#!/bin/sh
# Makes sure that the browser of the tests is installed, with a font that has Chinese.
# On Debian and Ubuntu it installs what is missing (as root or through sudo); elsewhere it says
# what to install and ends with 1.
set -eu

browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
chinese() { [ -n "$(fc-list ':lang=zh-cn' family 2>/dev/null | head -n 1)" ]; }

missing=
browser >/dev/null 2>&1 || missing="chromium"
chinese || missing="$missing fontconfig fonts-noto-cjk"
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
	echo "The tests of the pages need Chromium and a Chinese font (Noto Sans CJK): install both." >&2
	exit 1
fi
as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }
echo "Installing the browser of the tests (apt-get install $missing)"
as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q
# shellcheck disable=SC2086 # a list of names
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
