package wording

// counts.go: numbers and the words that go with them. Which form a number takes is the
// Unicode rule of the language, from golang.org/x/text; the forms stand in the catalogue:
// "{0} {0|case|cases}", in the order of the forms that the language has.

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// placeholder is {0}, or {0|case|cases}.
var placeholder = regexp.MustCompile(`\{(\d+)((?:\|[^{}|]*)*)\}`)

var tags = map[Language]language.Tag{Chinese: language.Chinese, English: language.English}

// forms are the forms of a language that the catalogue tells apart, in its order.
var forms = map[Language][]plural.Form{
	Chinese: {plural.Other},
	English: {plural.One, plural.Other},
}

// fill puts arguments into a sentence. A place without its argument stays, so that it is
// seen.
func fill(lang Language, text string, args []string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	return placeholder.ReplaceAllStringFunc(text, func(place string) string {
		m := placeholder.FindStringSubmatch(place)
		n, err := strconv.Atoi(m[1])
		if err != nil || n >= len(args) {
			return place
		}
		if m[2] == "" {
			return args[n]
		}
		return choose(lang, args[n], strings.Split(m[2][1:], "|"))
	})
}

// choose gives the word that goes with a number; what is no whole number takes the last.
func choose(lang Language, number string, words []string) string {
	last := words[len(words)-1]
	n, err := strconv.ParseUint(strings.TrimPrefix(number, "-"), 10, 32)
	if err != nil {
		return last
	}
	form := plural.Cardinal.MatchPlural(tags[lang], int(n), 0, 0, 0, 0)
	for i, f := range forms[lang] {
		if f == form && i < len(words) {
			return words[i]
		}
	}
	return last
}
