// Package wording is the one catalogue of what users read, in Chinese and
// English. Every sentence has a key; code never holds a sentence of its own.
// A test keeps both languages complete and their placeholders equal.
package wording

import (
	"embed"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Language selects a column of the catalogue.
type Language string

// The languages.
const (
	Chinese Language = "zh"
	English Language = "en"
)

// One file a room: the words of cases, of rounds, of inspections …
//
//go:embed messages/*.yaml
var sources embed.FS

// Message is one sentence in both languages; {0}, {1} … stand for arguments, and
// {0|case|cases} for the word that goes with a number: see counts.go.
type Message struct {
	Zh   string `yaml:"zh"`
	En   string `yaml:"en"`
	Hint Hint   `yaml:"hint"` // how it is put right on the command line
}

// Hint names flags of the command line. Pages never show it. It is written as one
// text for both languages, or as {zh, en}.
type Hint struct{ Zh, En string }

// UnmarshalYAML reads one text or two.
func (h *Hint) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		h.Zh, h.En = n.Value, n.Value
		return nil
	}
	var both struct{ Zh, En string }
	err := n.Decode(&both)
	*h = both
	return err
}

var catalogue = mustLoad()

func mustLoad() map[string]Message {
	files, err := sources.ReadDir("messages")
	if err != nil {
		panic("wording: " + err.Error())
	}
	all := map[string]Message{}
	for _, f := range files {
		doc, err := sources.ReadFile("messages/" + f.Name())
		if err != nil {
			panic("wording: " + err.Error())
		}
		part := map[string]Message{}
		if err := yaml.Unmarshal(doc, &part); err != nil {
			panic("wording: " + f.Name() + ": " + err.Error())
		}
		for key, m := range part { //workflowcheck:ignore each key has a place of its own
			if _, twice := all[key]; twice {
				panic("wording: " + f.Name() + ": " + key + " stands in two files")
			}
			all[key] = m
		}
	}
	return all
}

// Text gives the sentence of a key with its arguments filled in. An unknown
// key is shown as it stands, so that a missing sentence is seen, not hidden.
func Text(lang Language, key string, args ...string) string {
	m, ok := catalogue[key]
	if !ok {
		if len(args) == 0 {
			return key
		}
		return key + ": " + strings.Join(args, ", ")
	}
	text := m.Zh
	if lang == English {
		text = m.En
	}
	if len(args) == 0 {
		return text
	}
	filled := make([]string, len(args))
	for i, a := range args {
		filled[i] = argument(lang, a)
	}
	return fill(lang, text, filled)
}

// Hinted gives the sentence of a key as [Text] does, and in brackets how it is put
// right on the command line.
func Hinted(lang Language, key string, args ...string) string {
	return WithHint(lang, key, Text(lang, key, args...))
}

// WithHint adds to a sentence, in brackets, how what its key names is put right on
// the command line.
func WithHint(lang Language, key, text string) string {
	hint := catalogue[key].Hint
	switch {
	case hint == (Hint{}):
		return text
	case lang == English:
		return text + " (" + hint.En + ")"
	}
	return text + "（" + hint.Zh + "）"
}

// Has tells whether the catalogue knows a key.
func Has(key string) bool { _, ok := catalogue[key]; return ok }

// Keys gives all keys, sorted.
func Keys() []string {
	keys := make([]string, 0, len(catalogue))
	for k := range catalogue {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// Lookup gives a key's message in both languages.
func Lookup(key string) (Message, bool) { m, ok := catalogue[key]; return m, ok }
