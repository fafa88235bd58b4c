package postgres

// What to tell somebody whose machine has no PostgreSQL server.

import (
	"os"
	"runtime"
	"strings"
)

func howToInstall() string {
	release, _ := os.ReadFile("/etc/os-release") // absent on systems other than Linux
	return installCommand(runtime.GOOS, string(release)) +
		" (a running database is not needed, only the programs)"
}

// installCommand names the command that installs the server on the given system; release is the
// text of its os-release file.
func installCommand(goos, release string) string {
	family := ""
	for line := range strings.Lines(release) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		if key == "ID" || key == "ID_LIKE" {
			family += " " + strings.Trim(value, `"`)
		}
	}
	switch has := func(name string) bool { return strings.Contains(family, name) }; {
	case goos == "darwin":
		return "install them with: brew install postgresql@17"
	case has("debian"), has("ubuntu"):
		return "install them with: apt-get install postgresql"
	case has("alpine"):
		return "install them with: apk add postgresql postgresql-contrib"
	case has("fedora"), has("rhel"), has("centos"):
		return "install them with: dnf install postgresql-server postgresql-contrib"
	case has("suse"):
		return "install them with: zypper install postgresql-server postgresql-contrib"
	case has("arch"):
		return "install them with: pacman -S postgresql"
	default:
		return "install the PostgreSQL server package of your system, version 14 or newer, with its contrib extensions"
	}
}
