package webtest

// files.go: small real files to hand in.

import (
	"bytes"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// Photo writes a photograph of a size into a folder of the test's own and gives its
// path. Its pixels are noise, so that it weighs what a phone's weighs.
func Photo(tb testing.TB, name string, width, height int) string {
	tb.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	seed := uint32(1)
	for i := range picture.Pix {
		seed = seed*1664525 + 1013904223
		picture.Pix[i] = byte(seed >> 24)
	}
	var out bytes.Buffer
	require.NoError(tb, jpeg.Encode(&out, picture, &jpeg.Options{Quality: 95}))
	return File(tb, name, out.Bytes())
}

// File writes a file into a folder of the test's own and gives its path.
func File(tb testing.TB, name string, content []byte) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), name)
	require.NoError(tb, os.WriteFile(path, content, 0o600))
	return path
}
