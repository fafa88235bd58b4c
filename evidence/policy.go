package evidence

// policy.go: what is taken as evidence, by its content, not by its name alone.

import (
	"bytes"
	"errors"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"duban/casework"
)

// Bounds of one file. A photograph of a phone has about 5 MB, a scanned paper 20.
const (
	MaxSize = 200 << 20
	MaxName = 200 // characters
)

// Policy says for each ending which media types its content may have. What can
// carry a program of its own for the reader's browser (HTML, SVG) or machine is
// not taken, whatever it is called.
var Policy = map[string][]string{
	".jpg": {"image/jpeg"}, ".jpeg": {"image/jpeg"}, ".png": {"image/png"}, ".gif": {"image/gif"}, ".webp": {"image/webp"},
	".bmp": {"image/bmp"}, ".heic": {"image/heic", "image/heif"},
	".pdf": {"application/pdf"}, ".ofd": {"application/zip"},
	".docx": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	".xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	".pptx": {"application/vnd.openxmlformats-officedocument.presentationml.presentation"},
	".doc":  {"application/msword", "application/x-ole-storage"}, ".xls": {"application/vnd.ms-excel", "application/x-ole-storage"},
	".ppt": {"application/vnd.ms-powerpoint", "application/x-ole-storage"},
	".wps": {"application/x-ole-storage", "application/msword"}, ".et": {"application/x-ole-storage", "application/vnd.ms-excel"},
	".txt": {"text/plain"}, ".csv": {"text/csv", "text/plain"},
	".mp4": {"video/mp4"}, ".mov": {"video/quicktime"}, ".m4a": {"audio/x-m4a", "audio/mp4"}, ".mp3": {"audio/mpeg"},
}

// Shown are the media types that a page shows; everything else is offered to be
// saved. No browser runs anything in them.
var Shown = []string{"image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf"}

// Endings lists what is taken, as a browser's file picker wants it.
func Endings() string {
	list := make([]string, 0, len(Policy))
	for e := range Policy {
		list = append(list, e)
	}
	slices.Sort(list)
	return strings.Join(list, ",")
}

// CleanName gives a file's name without what leads elsewhere: a path, controls.
func CleanName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || strings.ContainsRune("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", r) {
			return -1 // a name that reads backwards hides its ending
		}
		return r
	}, name))
	if r := []rune(name); len(r) > MaxName {
		end := []rune(path.Ext(name))
		name = string(r[:max(0, MaxName-len(end))]) + string(end)
	}
	if name == "." || name == "/" {
		return ""
	}
	return name
}

// Announced refuses at once what will not be taken: by the name and the length
// that a sender says.
func Announced(name string, size int64) error {
	if name == "" {
		return casework.Errorf(casework.CodeInvalid, "invalid.evidence_name")
	}
	if _, known := Policy[ending(name)]; !known {
		return casework.Errorf(casework.CodeRefused, "refused.evidence_kind", name)
	}
	return checkSize(name, size)
}

func checkSize(name string, size int64) error {
	switch {
	case size <= 0:
		return casework.Errorf(casework.CodeRefused, "refused.evidence_empty", name)
	case size > MaxSize:
		return casework.Errorf(casework.CodeRefused, "refused.evidence_size", name, strconv.Itoa(MaxSize>>20))
	}
	return nil
}

func accept(name string, kind *mimetype.MIME) error {
	kinds, known := Policy[ending(name)]
	if !known {
		return casework.Errorf(casework.CodeRefused, "refused.evidence_kind", name)
	}
	if !slices.ContainsFunc(kinds, kind.Is) {
		return casework.Errorf(casework.CodeRefused, "refused.evidence_content", name)
	}
	return nil
}

func ending(name string) string { return strings.ToLower(path.Ext(name)) }

// sniffed is how much of a file tells its kind; office papers name theirs late.
const sniffed = 1 << 20

// sniff finds out what content is, and gives it whole again.
func sniff(from io.Reader) (*mimetype.MIME, io.Reader, error) {
	head := make([]byte, sniffed)
	n, err := io.ReadFull(from, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, nil, err
	}
	return mimetype.Detect(head[:n]), io.MultiReader(bytes.NewReader(head[:n]), from), nil
}
