#!/bin/sh
# Makes sure that the PostgreSQL server programs are installed.
# On Debian and Ubuntu it installs them when they are missing (as root or through sudo), without
# leaving a system-wide database running; elsewhere it says what to install and ends with 1.
set -eu

oldest=14

# True when postgres and initdb of a supported version are in PATH or in a folder that
# standalone searches too (see postgres/binaries.go).
installed() {
	for dir in "$(dirname "$(command -v postgres 2>/dev/null || echo /nowhere/postgres)")" \
		"$(pg_config --bindir 2>/dev/null || echo /nowhere)" \
		/usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/libexec/postgresql* /usr/lib/postgresql*/bin \
		/opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin /opt/local/lib/postgresql*/bin \
		/Applications/Postgres.app/Contents/Versions/*/bin /usr/local/pgsql/bin; do
		[ -x "$dir/postgres" ] && [ -x "$dir/initdb" ] || continue
		major=$("$dir/postgres" --version 2>/dev/null | sed -n 's/.*(PostgreSQL) \([0-9]*\).*/\1/p')
		[ "${major:-0}" -ge "$oldest" ] && return 0
	done
	return 1
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

install_on_debian() {
	if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null 2>&1; then
		echo "PostgreSQL is missing and installing it needs root: run as root: apt-get install postgresql" >&2
		exit 1
	fi
	echo "Installing the PostgreSQL server programs (apt-get install postgresql)"
	# The package would create and start a database of its own, which nobody here needs. The file
	# is put in place before the package that reads it; one that exists is left alone.
	if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
		as_root mkdir -p /etc/postgresql-common
		echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
	fi
	as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
		-o Dpkg::Options::=--force-confold postgresql
}

say_what_to_install() {
	printf 'PostgreSQL %s or newer is missing. Install it with: ' "$oldest" >&2
	case "$(uname -s)" in
	Darwin) echo "brew install postgresql@17" >&2 ;;
	Linux)
		if command -v dnf >/dev/null 2>&1; then
			echo "dnf install postgresql-server postgresql-contrib" >&2
		elif command -v apk >/dev/null 2>&1; then
			echo "apk add postgresql postgresql-contrib" >&2
		elif command -v zypper >/dev/null 2>&1; then
			echo "zypper install postgresql-server postgresql-contrib" >&2
		elif command -v pacman >/dev/null 2>&1; then
			echo "pacman -S postgresql" >&2
		else
			echo "your system's package manager (server and contrib extensions)" >&2
		fi
		;;
	*) echo "your system's package manager (server and contrib extensions)" >&2 ;;
	esac
	exit 1
}

if installed; then
	exit 0
fi
if command -v apt-get >/dev/null 2>&1; then
	install_on_debian
else
	say_what_to_install
fi
if ! installed; then
	echo "PostgreSQL was installed, but no server of version $oldest or newer is there: this release of the system is too old" >&2
	exit 1
fi
