package obligation

// book.go: the editions of the rules: each day is looked at by the one that holds
// on it.

import (
	_ "embed" // the rules that come with the program
	"strings"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/edition"
)

//go:embed obligations.v1.yaml
var builtin []byte

// BuiltinDocument gives the rules that come with the program, as a document.
func BuiltinDocument() string { return string(builtin) }

// Builtin gives the rules that come with the program.
func Builtin() []Rule {
	list, err := Parse(builtin)
	if err != nil {
		panic("obligation: " + err.Error())
	}
	return list
}

// Book is every edition of the rules.
type Book struct{ edition.Book[[]Rule] }

// ReadBook reads the editions of a ledger.
func ReadBook(list []edition.Document) (Book, error) {
	b, err := edition.Read(list, Parse)
	return Book{b}, err
}

// RuleOf gives the rule by which a new obligation of a kind is taken in on a day,
// or [casework.CodeNotFound].
func (b Book) RuleOf(kind string, day calendar.Date) (Rule, error) {
	held, _ := b.On(day)
	names := make([]string, len(held.Rules))
	for i, r := range held.Rules {
		if r.Kind == kind {
			return r, nil
		}
		names[i] = r.Kind
	}
	return Rule{}, casework.Errorf(casework.CodeNotFound, "notfound.obligation_kind", kind, strings.Join(names, ", "))
}

// Held gives the rules by which everything open is seen to on a day: those in
// force and, for kinds that they no longer name, those of the last edition that
// did. What was entered under a kind is never forgotten with it.
func (b Book) Held(day calendar.Date) map[string]Rule {
	out := map[string]Rule{}
	for _, e := range b.Until(day) {
		for _, r := range e.Rules {
			if _, newer := out[r.Kind]; !newer {
				out[r.Kind] = r
			}
		}
	}
	return out
}

// Words gives the Chinese titles of every edition with the kinds, later editions
// over earlier ones.
func (b Book) Words() map[string]string {
	out := map[string]string{}
	for _, e := range b.Book {
		for _, r := range e.Rules {
			out[r.Title.Zh] = r.Kind
		}
	}
	return out
}
