package main

import (
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"
)

var (
	inlineLink = regexp.MustCompile(`\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)`)
	definition = regexp.MustCompile(`(?m)^ {0,3}\[[^\]]+\]:\s+<?([^\s>]+)>?`)
	htmlLink   = regexp.MustCompile(`(?:href|src)="([^"]+)"`)
	codeSpan   = regexp.MustCompile("`[^`\n]*`")
	heading    = regexp.MustCompile(`^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$`)
	linkText   = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	anchorTag  = regexp.MustCompile(`(?:id|name)="([^"]+)"`)
)

// checkLinks looks at Markdown files and at those directly in folders; paths that do not exist are
// left out. Links to other sites are not followed: a check must work offline.
func checkLinks(paths []string) ([]string, error) {
	var findings []string
	for _, path := range paths {
		files := []string{path}
		info, err := os.Stat(path)
		switch {
		case os.IsNotExist(err):
			continue
		case err != nil:
			return nil, err
		case info.IsDir():
			if files, err = fs.Glob(os.DirFS(path), "*.md"); err != nil {
				return nil, err
			}
			for i := range files {
				files[i] = filepath.Join(path, files[i])
			}
		}
		for _, file := range files {
			found, err := linksOf(file)
			if err != nil {
				return nil, err
			}
			findings = append(findings, found...)
		}
	}
	return findings, nil
}

func linksOf(file string) ([]string, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var findings []string
	for _, target := range targets(string(raw)) {
		link, err := url.Parse(target)
		if err != nil {
			findings = append(findings, fmt.Sprintf("%s: link %q: %v", file, target, err))
			continue
		}
		if link.Scheme != "" || link.Host != "" {
			continue
		}
		to := file
		if link.Path != "" {
			to = filepath.Join(filepath.Dir(file), filepath.FromSlash(link.Path))
		}
		if _, err := os.Stat(to); err != nil {
			findings = append(findings, fmt.Sprintf("%s: link %q: there is no %s", file, target, to))
			continue
		}
		if link.Fragment == "" || filepath.Ext(to) != ".md" {
			continue
		}
		text, err := os.ReadFile(to)
		if err != nil {
			return nil, err
		}
		if !anchors(string(text))[link.Fragment] {
			findings = append(findings, fmt.Sprintf("%s: link %q: %s has no such heading", file, target, to))
		}
	}
	return findings, nil
}

func targets(markdown string) []string {
	prose := codeSpan.ReplaceAllString(strings.Join(proseLines(markdown), "\n"), "code")
	var found []string
	for _, pattern := range []*regexp.Regexp{inlineLink, definition, htmlLink} {
		for _, match := range pattern.FindAllStringSubmatch(prose, -1) {
			found = append(found, match[1])
		}
	}
	return found
}

// proseLines leaves out fenced code, where brackets mean something else.
func proseLines(markdown string) []string {
	var lines []string
	fence := ""
	for _, line := range strings.Split(markdown, "\n") {
		trimmed := strings.TrimLeft(line, " ")
		switch {
		case fence != "":
			if strings.HasPrefix(trimmed, fence) {
				fence = ""
			}
		case strings.HasPrefix(trimmed, "```"), strings.HasPrefix(trimmed, "~~~"):
			fence = trimmed[:3]
		default:
			lines = append(lines, line)
		}
	}
	return lines
}

// anchors names the headings as the usual viewers do: lower case, without punctuation, hyphens for
// spaces, a number after a repeated one.
func anchors(markdown string) map[string]bool {
	found := map[string]bool{}
	times := map[string]int{}
	for _, line := range proseLines(markdown) {
		for _, match := range anchorTag.FindAllStringSubmatch(line, -1) {
			found[match[1]] = true
		}
		match := heading.FindStringSubmatch(line)
		if match == nil {
			continue
		}
		name := slug(linkText.ReplaceAllString(match[1], "$1"))
		if n := times[name]; n > 0 {
			found[fmt.Sprintf("%s-%d", name, n)] = true
		} else {
			found[name] = true
		}
		times[name]++
	}
	return found
}

func slug(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-', r == '_', unicode.IsLetter(r), unicode.IsNumber(r), unicode.Is(unicode.Mn, r):
			return unicode.ToLower(r)
		default:
			return -1
		}
	}, text)
}
