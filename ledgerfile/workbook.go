package ledgerfile

// workbook.go: the parts that describe a workbook: content types, relations,
// the list of sheets, number formats and shared strings.

import (
	"encoding/xml"
	"errors"
	"io"
	"path"
	"sort"
	"strconv"
	"strings"
)

// workbook is an opened file, ready to read its sheets.
type workbook struct {
	*container
	sheets   []sheetRef
	strings  []string // shared strings, cleaned
	formats  []numberFormat
	date1904 bool
	cells    int // read so far
}

type sheetRef struct {
	name, part string
	hidden     bool
}

func openWorkbook(c *container) (*workbook, error) {
	w := &workbook{container: c}
	if err := w.checkTypes(); err != nil {
		return nil, err
	}
	if err := w.checkRelations(); err != nil {
		return nil, err
	}
	main, err := w.target("_rels/.rels", "officedocument")
	if err != nil {
		return nil, err
	}
	if main == "" {
		return nil, refuse("file_not_workbook")
	}
	if err := w.readSheets(main); err != nil {
		return nil, err
	}
	rels := relsOf(main)
	for suffix, read := range map[string]func(string) error{"sharedstrings": w.readStrings, "styles": w.readStyles} {
		part, err := w.target(rels, suffix)
		if err != nil {
			return nil, err
		}
		if part == "" || !w.has(part) {
			continue
		}
		if err := read(part); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// checkTypes refuses workbooks that declare macros or the binary format,
// whatever the file is called.
func (w *workbook) checkTypes() error {
	return w.each("[content_types].xml", func(_ *xmlStream, e xml.StartElement) error {
		t := strings.ToLower(attr(e, "ContentType"))
		switch {
		case strings.Contains(t, "binary"):
			return refuse("file_binary_workbook")
		case strings.Contains(t, "macroenabled"), strings.Contains(t, "vbaproject"):
			return refuse("file_macros", attr(e, "PartName"))
		}
		return nil
	})
}

// checkRelations refuses relations that lead out of the file, except links a
// reader may click; those are never followed.
func (w *workbook) checkRelations() error {
	names := make([]string, 0, len(w.parts))
	for name := range w.parts {
		if strings.HasSuffix(name, ".rels") {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		err := w.each(name, func(_ *xmlStream, e xml.StartElement) error {
			kind := strings.ToLower(attr(e, "Type"))
			if strings.EqualFold(attr(e, "TargetMode"), "External") && !strings.HasSuffix(kind, "/hyperlink") {
				return refuse("file_external_link", attr(e, "Target"))
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// each calls f with every start tag of a part.
func (w *workbook) each(part string, f func(*xmlStream, xml.StartElement) error) error {
	in, err := w.open(part)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	x := newXMLStream(in, part)
	for {
		t, err := x.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok {
			if err := f(x, e); err != nil {
				return err
			}
		}
	}
}

// relations gives the internal targets of a relations part by their IDs, with
// the last word of their type.
type relation struct{ kind, target string }

func (w *workbook) relations(rels string) (map[string]relation, error) {
	found := map[string]relation{}
	if !w.has(rels) {
		return found, nil
	}
	base := path.Dir(path.Dir(rels))
	err := w.each(rels, func(_ *xmlStream, e xml.StartElement) error {
		if e.Name.Local != "Relationship" {
			return nil
		}
		target := attr(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(base, target)
		}
		kind := attr(e, "Type")
		found[attr(e, "Id")] = relation{strings.ToLower(kind[strings.LastIndexByte(kind, '/')+1:]), strings.TrimPrefix(target, "/")}
		return nil
	})
	return found, err
}

func (w *workbook) target(rels, kind string) (string, error) {
	all, err := w.relations(rels)
	for _, r := range all {
		if r.kind == kind {
			return r.target, err
		}
	}
	return "", err
}

func relsOf(part string) string { return path.Join(path.Dir(part), "_rels", path.Base(part)+".rels") }

func (w *workbook) readSheets(main string) error {
	rels, err := w.relations(relsOf(main))
	if err != nil {
		return err
	}
	used := map[string]bool{}
	err = w.each(main, func(_ *xmlStream, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			v := attr(e, "date1904")
			w.date1904 = v == "1" || v == "true"
		case "sheet":
			if len(w.sheets) >= w.lim.Sheets {
				return refuse("file_too_many_sheets", strconv.Itoa(w.lim.Sheets))
			}
			name := fileText(attr(e, "name"))
			r, ok := rels[attr(e, "id")]
			if !ok || !w.has(r.target) {
				return refuse("file_damaged", "sheet "+clip(name, 40))
			}
			if r.kind != "worksheet" {
				return nil // a chart sheet holds no rows
			}
			if used[r.target] { // or a small file could be read a hundred times
				return refuse("file_damaged", "two sheets in one part")
			}
			used[r.target] = true
			state := attr(e, "state")
			w.sheets = append(w.sheets, sheetRef{clip(name, 60), r.target, state == "hidden" || state == "veryHidden"})
		}
		return nil
	})
	if err == nil && len(w.sheets) == 0 {
		return refuse("file_no_sheets")
	}
	return err
}

// readStrings loads the shared strings once, cleaned, so that a string used in
// a million cells is cleaned once and held once.
func (w *workbook) readStrings(part string) error {
	return w.each(part, func(x *xmlStream, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		if len(w.strings) >= w.lim.Strings {
			return refuse("file_too_many_strings", strconv.Itoa(w.lim.Strings))
		}
		s, err := richText(x)
		if err != nil {
			return err
		}
		w.strings = append(w.strings, fileText(s))
		return nil
	})
}

// richText gives the text of an si or is element: its t elements, without the
// phonetic guides that East Asian spreadsheets keep beside them.
func richText(x *xmlStream) (string, error) {
	var first string
	var b strings.Builder
	parts := 0
	for until := x.depth - 1; x.depth > until; {
		t, err := x.next()
		if err != nil {
			return "", ended(err, x.part)
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "rPh":
			err = x.skip()
		case "t":
			var s string
			if s, err = x.text(4 * maxCellRunes); parts == 0 {
				first = s
			} else {
				if parts == 1 {
					b.WriteString(first)
				}
				b.WriteString(s)
			}
			parts++
		}
		if err != nil {
			return "", err
		}
		if b.Len() > 8*maxCellRunes {
			return "", refuse("file_long_token", x.part)
		}
	}
	if parts <= 1 {
		return first, nil
	}
	return b.String(), nil
}
