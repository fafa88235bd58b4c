package site

// assets.go: what browsers fetch besides pages: style, scripts, pictures. Each
// has its digest in its path, so that browsers may keep it for good.

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

//go:embed static
var staticFiles embed.FS

type asset struct {
	body []byte
	kind string
}

// assets serves the embedded files.
type assets struct {
	byPath map[string]asset
	paths  map[string]string // name → path with digest
}

func loadAssets() (*assets, error) {
	a := &assets{byPath: map[string]asset{}, paths: map[string]string{}}
	err := fs.WalkDir(staticFiles, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := staticFiles.ReadFile(name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		name = strings.TrimPrefix(name, "static/")
		ext := path.Ext(name)
		at := "/static/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
		kind := mime.TypeByExtension(ext)
		if kind == "" {
			kind = "application/octet-stream"
		}
		a.byPath[at] = asset{body: body, kind: kind}
		a.paths[name] = at
		return nil
	})
	return a, err
}

// path gives where a file is fetched; an unknown name is a fault of the templates,
// which are checked at the start.
func (a *assets) path(name string) string {
	at, ok := a.paths[name]
	if !ok {
		panic("site: no static file " + name)
	}
	return at
}

func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file, ok := a.byPath[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", file.kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(file.body) // the browser has gone: nobody to tell
}
