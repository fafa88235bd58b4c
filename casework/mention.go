package casework

// mention.go: whom a comment names by "@" and a name.

import (
	"maps"
	"slices"
	"strings"
)

// Mentioned gives the persons whom a text names, each once, in the order of naming.
// Of names that begin alike the longest one is meant; persons of the same name are
// all meant, because the text does not tell them apart.
func Mentioned(text string, names map[PersonID]string) []PersonID {
	byName := map[string][]PersonID{}
	for _, id := range slices.Sorted(maps.Keys(names)) {
		if name := names[id]; name != "" {
			byName[name] = append(byName[name], id)
		}
	}
	var out []PersonID
	for {
		_, after, found := strings.Cut(text, "@")
		if !found {
			return out
		}
		text = after
		longest := ""
		for name := range byName { //workflowcheck:ignore the longest is the longest in any order
			if len(name) > len(longest) && strings.HasPrefix(text, name) {
				longest = name
			}
		}
		for _, id := range byName[longest] {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
}
