package main

// main_test.go: the pages that are computed are fresh.

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestComputedPagesAreFresh(t *testing.T) {
	t.Parallel()
	for name, text := range pages {
		held, err := os.ReadFile(filepath.Join("..", name))
		require.NoError(t, err)
		if string(held) != text() { // not the whole pages in the report
			require.Fail(t, name+" is old", "run make generate, and look at what changed: it is who may do what")
		}
	}
}
