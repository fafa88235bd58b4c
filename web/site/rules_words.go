package site

// rules_words.go: places and values of a policy's document as an office says them.

import (
	"fmt"
	"slices"
	"strings"

	"duban/casework"
	"duban/casework/calendar"
)

// changeWords is one difference between two policies.
type changeWords struct {
	Place, Field string
	From, To     string
}

// wordsOf gives differences in words, those of one place together.
func wordsOf(r *request, from, to *casework.Policy, changes []casework.Change) []changeWords {
	var out []changeWords
	for _, c := range changes {
		if c.Path == "version" {
			continue
		}
		w := changeWords{}
		w.Place, w.Field = placeWords(r, from, to, c.Path)
		w.From, w.To = valueWords(r, c.Path, c.From), valueWords(r, c.Path, c.To)
		out = append(out, w)
	}
	slices.SortStableFunc(out, func(a, b changeWords) int { return strings.Compare(a.Place, b.Place) })
	return out
}

// placeWords names the step or rung and the field of a path such as
// steps.claim.limit.
func placeWords(r *request, from, to *casework.Policy, path string) (place, field string) {
	parts := strings.Split(path, ".")
	if len(parts) >= 3 {
		switch parts[0] {
		case "steps":
			for _, p := range []*casework.Policy{to, from} {
				if s := p.Step(casework.StepID(parts[1])); s != nil {
					return r.say("web.rules.at_step", titleIn(r.lang, s.Title)), r.say("policy." + parts[2])
				}
			}
		case "ladder":
			for _, p := range []*casework.Policy{to, from} {
				for _, rung := range p.Ladder {
					if rung.ID == parts[1] {
						return r.say("web.rules.at_rung", titleIn(r.lang, rung.Form)), r.say("policy." + parts[2])
					}
				}
			}
		}
	}
	switch parts[0] {
	case "may":
		return r.say("policy.may"), r.say("command." + parts[1])
	case "urgency":
		return r.say("policy.urgency"), r.say("urgency." + parts[1])
	}
	if len(parts) > 1 {
		return r.say("policy." + parts[0]), r.say("policy." + parts[1])
	}
	return r.say("web.rules.whole"), r.say("policy." + parts[0])
}

// valueWords gives a value of a path in words; what has none stays as it is.
func valueWords(r *request, path, value string) string {
	field := path[strings.LastIndex(path, ".")+1:]
	list := func(prefix string) string {
		words := strings.Fields(strings.Trim(value, "[]"))
		for i, one := range words {
			words[i] = r.say(prefix + one)
		}
		return strings.Join(words, r.say("web.rules.and"))
	}
	switch {
	case value == "":
		return ""
	case strings.HasPrefix(path, "may."), field == "holder", field == "approvers":
		return list("holder.")
	case field == "to":
		return list("receiver.")
	case field == "tasks", field == "joins", field == "close_with":
		return list("role.")
	case field == "light":
		return r.say("light." + value)
	case field == "stage":
		return r.say("stage." + value)
	case field == "act":
		return r.say("command." + value)
	case field == "at" && strings.HasPrefix(path, "ladder."):
		if days, before := strings.CutPrefix(value, "-"); before {
			return r.say("web.rules.before", days)
		}
		return r.say("web.rules.after", value)
	case value == "true", value == "false":
		return r.say("web.rules.is." + value)
	}
	var limit casework.StepLimit
	if err := limit.UnmarshalText([]byte(value)); err == nil {
		return limitWords(func(key string, args ...string) string { return r.say(key, args...) }, limit)
	}
	return value
}

// limitWords gives a limit in words, "" for none.
func limitWords(say func(string, ...string) string, l casework.StepLimit) string {
	if l.Due {
		return say("limit.due")
	}
	if l.IsZero() {
		return ""
	}
	text := say("limit."+string(l.Limit.Unit), fmt.Sprint(l.Limit.N))
	if l.Limit.FirstDay {
		text += say("limit.inclusive")
	}
	return text
}

// asLimit gives a limit that is no step's.
func asLimit(l calendar.Limit) casework.StepLimit { return casework.StepLimit{Limit: l} }
