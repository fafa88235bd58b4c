// Package edition holds rules that are loaded as documents and hold from a day on:
// what was judged by an earlier edition is never judged anew.
package edition

// edition.go: which of several editions holds on a day.

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"duban/casework"
	"duban/casework/calendar"
)

// Subject is what a document rules.
type Subject string

// The subjects.
const (
	Indicators  Subject = "indicator"
	Obligations Subject = "obligation"
)

// Document is an edition as it was loaded.
type Document struct {
	Subject Subject           `json:"subject"`
	Version int               `json:"version"` // 1, 2, … of its subject
	From    calendar.Date     `json:"from"`    // the first day on which it holds
	Text    string            `json:"text"`
	Digest  string            `json:"digest"` // SHA-256 of the text
	By      casework.PersonID `json:"by"`     // who loaded it; empty: it came with the program
	At      time.Time         `json:"at"`
}

// Begin is the day from which what comes with the program holds: before any other.
var Begin = calendar.NewDate(1970, 1, 1)

// Digest gives the digest of a document's text.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Edition is a document that has been read.
type Edition[R any] struct {
	Document
	Rules R
}

// Book is every edition of a subject, by version.
type Book[R any] []Edition[R]

// Read makes a book of documents, by version.
func Read[R any](list []Document, parse func([]byte) (R, error)) (Book[R], error) {
	out := make(Book[R], len(list))
	for i, d := range list {
		rules, err := parse([]byte(d.Text))
		if err != nil {
			return nil, err
		}
		out[i] = Edition[R]{d, rules}
	}
	return out, nil
}

// On gives the edition in force on a day: of those that have begun the one that
// was loaded last, so that one which has yet to begin can still be replaced.
func (b Book[R]) On(day calendar.Date) (Edition[R], bool) {
	for i := len(b) - 1; i >= 0; i-- {
		if !day.Before(b[i].From) {
			return b[i], true
		}
	}
	return Edition[R]{}, false
}

// Until gives the editions that have begun by a day, the one in force first.
func (b Book[R]) Until(day calendar.Date) []Edition[R] {
	var out []Edition[R]
	for i := len(b) - 1; i >= 0; i-- {
		if !day.Before(b[i].From) {
			out = append(out, b[i])
		}
	}
	return out
}

// CheckFrom refuses an edition that would hold from before a day: what was judged
// by then would be judged anew.
func CheckFrom(from, earliest calendar.Date) error {
	if from.Before(earliest) {
		return casework.Errorf(casework.CodeRefused, "refused.edition_past", from.String(), earliest.String())
	}
	return nil
}

// ReadFrom reads 2027-01 or 2027-01-15.
func ReadFrom(text string) (calendar.Date, error) {
	text = strings.TrimSpace(text)
	if len(text) == len("2027-01") {
		text += "-01"
	}
	day, err := calendar.ParseDate(text)
	if err != nil {
		return day, casework.Wrap(casework.CodeInvalid, err, "invalid.edition_from", text)
	}
	return day, nil
}
