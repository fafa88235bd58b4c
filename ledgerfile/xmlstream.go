package ledgerfile

// xmlstream.go: XML as a stream of tags with bounded depth and no document
// type, so that neither nesting nor entities can take memory.

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// xmlStream reads one part. Tags are not matched by name and namespaces are
// not resolved: parts are read by local names, and a part that does not nest
// yields rows that do not read, never an unbounded structure.
type xmlStream struct {
	dec   *xml.Decoder
	part  string
	depth int
	count int
}

func newXMLStream(r io.Reader, part string) *xmlStream {
	return &xmlStream{dec: xml.NewDecoder(r), part: part}
}

// next gives the next start tag, end tag or text; io.EOF at the end.
func (x *xmlStream) next() (xml.Token, error) {
	for {
		if x.count++; x.count > maxTokens {
			return nil, refuse("file_too_many_cells", x.part)
		}
		t, err := x.dec.RawToken()
		if err != nil {
			var r *refusal
			switch {
			case errors.As(err, &r):
				return nil, r
			case errors.Is(err, io.EOF) && x.depth == 0:
				return nil, io.EOF
			}
			return nil, refuse("file_damaged", x.part+": "+err.Error())
		}
		switch t := t.(type) {
		case xml.StartElement:
			if x.depth++; x.depth > maxDepth {
				return nil, refuse("file_deep", x.part)
			}
			return t, nil
		case xml.EndElement:
			if x.depth--; x.depth < 0 {
				return nil, refuse("file_damaged", x.part+": unbalanced tags")
			}
			return t, nil
		case xml.CharData:
			return t, nil
		case xml.Directive:
			return nil, refuse("file_doctype", x.part)
		}
	}
}

// skip leaves the element whose start tag was just read.
func (x *xmlStream) skip() error {
	for until := x.depth - 1; x.depth > until; {
		if _, err := x.next(); err != nil {
			return ended(err, x.part)
		}
	}
	return nil
}

// text gives the text inside the element whose start tag was just read.
func (x *xmlStream) text(limit int) (string, error) {
	var b strings.Builder
	for until := x.depth - 1; x.depth > until; {
		t, err := x.next()
		if err != nil {
			return "", ended(err, x.part)
		}
		if c, ok := t.(xml.CharData); ok && b.Len() <= limit {
			b.Write(c)
		}
	}
	return b.String(), nil
}

// ended turns an end of file inside an element into a finding.
func ended(err error, part string) error {
	if errors.Is(err, io.EOF) {
		return refuse("file_damaged", part+": ends too early")
	}
	return err
}

// attr gives an attribute by local name.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
