package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

var migrationName = regexp.MustCompile(`^(\d{4})_[a-z0-9_]+\.sql$`)

func checkMigrations(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".sql" {
			names = append(names, e.Name())
		}
	}
	edited, err := editedAfterRelease(folder)
	if err != nil {
		return nil, err
	}
	return append(numbering(folder, names), edited...), nil
}

// numbering takes the names in order, as ReadDir gives them.
func numbering(folder string, names []string) []string {
	if len(names) == 0 {
		return []string{folder + ": no migrations"}
	}
	var findings []string
	previous, before := 0, ""
	for _, name := range names {
		parts := migrationName.FindStringSubmatch(name)
		if parts == nil {
			findings = append(findings, fmt.Sprintf("%s: not named NNNN_lower_case.sql", filepath.Join(folder, name)))
			continue
		}
		number, _ := strconv.Atoi(parts[1]) // four digits, by the pattern
		switch {
		case number == previous && before != "":
			findings = append(findings, fmt.Sprintf("%s: %s has number %04d already", filepath.Join(folder, name), before, number))
		case number != previous+1:
			findings = append(findings, fmt.Sprintf("%s: number %04d is missing before it", filepath.Join(folder, name), previous+1))
		}
		previous, before = number, name
	}
	return findings
}

// editedAfterRelease compares with every release, since a database may stand at any of them: goose
// remembers numbers, not contents, so an edit would simply never reach such a database.
func editedAfterRelease(folder string) ([]string, error) {
	tags, err := git("tag", "--list", "v[0-9]*", "--merged", "HEAD")
	if err != nil {
		return nil, err
	}
	var findings []string
	seen := map[string]bool{}
	for _, tag := range strings.Fields(tags) {
		changed, err := git("diff", "--name-only", "--no-renames", "--relative", "--diff-filter=MDT", tag, "--", folder)
		if err != nil {
			return nil, err
		}
		for _, name := range strings.Split(strings.TrimSpace(changed), "\n") {
			if name != "" && !seen[name] {
				seen[name] = true
				findings = append(findings, fmt.Sprintf("%s: changed after release %s; write a new migration instead", name, tag))
			}
		}
	}
	return findings, nil
}

func git(args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("git %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(said.String()))
	}
	return string(out), nil
}
