package main

// keys_test.go: every key that the code uses has its sentence.

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework/wording"
)

// used finds keys where they stand in the code: word.word in quotes, behind a
// call that shows a sentence.
var used = regexp.MustCompile(`(?:refused|invalid|forbidden|Errorf|Wrap|say|tell|progress|Text|show)\((?:[^()"]*,\s*)?"([a-z]+\.[a-z_0-9]+)"`)

var heading = regexp.MustCompile(`"(cli\.[a-z_]+|hint\.[a-z_]+)"`)

func TestEveryKeyHasItsSentence(t *testing.T) {
	t.Parallel()
	root := ".."
	found := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && d.Name() != ".." || d.Name() == "ledgerfile") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		code, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range append(used.FindAllStringSubmatch(string(code), -1), heading.FindAllStringSubmatch(string(code), -1)...) {
			found++
			require.True(t, wording.Has(m[1]), "%s uses the key %s, which has no sentence", path, m[1])
		}
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, found, 150, "the pattern finds nothing any more")
}
