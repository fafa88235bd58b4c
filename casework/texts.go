package casework

// texts.go: how long what somebody types may be, wherever it is typed.

import (
	"strconv"
	"unicode/utf8"
)

// maxText bounds a text, in characters.
const maxText = 4000

// CheckTexts refuses with [CodeInvalid] texts that are too long: a form says how long
// they may be, and not everybody sends a form.
func CheckTexts(texts ...string) error {
	for _, t := range texts {
		if utf8.RuneCountInString(t) > maxText {
			return invalid("invalid.text_too_long", strconv.Itoa(maxText))
		}
	}
	return nil
}
