package wording

// arguments.go: arguments that are words themselves, and read in the language of whoever
// reads the sentence: a name of the catalogue, a name that a policy gives in both
// languages, a list of such. They are written as text, because errors travel and are kept.

import (
	"encoding/json"
	"strings"
)

// composed begins an argument that is put together: a JSON list of strings follows, the
// first of which says of what.
const composed = "\x1f"

const (
	composedBoth = "="
	composedList = "+"
)

// Word makes an argument of a key: it is filled in by the word itself, in the
// reader's language.
func Word(key string) string { return "{" + key + "}" }

// Say makes an argument of a key that takes arguments of its own.
func Say(key string, args ...string) string { return compose(key, args) }

// Both makes an argument of what is called one way in Chinese and another in English.
func Both(zh, en string) string { return compose(composedBoth, []string{zh, en}) }

// List makes one argument of several, joined as the reader's language joins them.
func List(items ...string) string { return compose(composedList, items) }

func compose(of string, items []string) string {
	text, _ := json.Marshal(append([]string{of}, items...)) // strings never fail
	return composed + string(text)
}

// decompose reads what [compose] wrote; false for any other argument.
func decompose(arg string) (of string, items []string, ok bool) {
	doc, ok := strings.CutPrefix(arg, composed)
	if !ok || json.Unmarshal([]byte(doc), &items) != nil || len(items) == 0 {
		return "", nil, false
	}
	return items[0], items[1:], true
}

// Rename gives an argument with another name for each identifier in it: what a
// reader knows a person or a unit by. Keys of the catalogue stay.
func Rename(arg string, name func(string) string) string {
	of, items, ok := decompose(arg)
	if !ok {
		return name(arg)
	}
	for i := range items {
		items[i] = Rename(items[i], name)
	}
	return compose(of, items)
}

// argument gives an argument in a language.
func argument(lang Language, arg string) string {
	if of, items, ok := decompose(arg); ok {
		switch {
		case of == composedBoth && len(items) == 2:
			if lang == English {
				return items[1]
			}
			return items[0]
		case of == composedList:
			for i := range items {
				items[i] = argument(lang, items[i])
			}
			if lang == English {
				return strings.Join(items, ", ")
			}
			return strings.Join(items, "、")
		}
		return Text(lang, of, items...)
	}
	key, ok := strings.CutPrefix(arg, "{")
	if ok {
		key, ok = strings.CutSuffix(key, "}")
	}
	if !ok || !Has(key) {
		return arg
	}
	return Text(lang, key)
}
