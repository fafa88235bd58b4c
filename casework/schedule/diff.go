package schedule

// diff.go: what has to change to get from some schedules to others.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Kind says what happens to a schedule.
type Kind string

// The kinds of changes.
const (
	Created Kind = "created"
	Updated Kind = "updated"
	Removed Kind = "removed"
)

// Field is one value that changes.
type Field struct {
	Name string `json:"name"`
	From string `json:"from"`
	To   string `json:"to"`
}

// Change is what happens to one schedule; Fields says what an update changes.
type Change struct {
	ID     string  `json:"id"`
	Kind   Kind    `json:"kind"`
	Fields []Field `json:"fields,omitempty"`
}

// Diff gives what turns the schedules that are there into those that are
// wanted, in the order of their IDs; nothing for those that are equal.
func Diff(have, want []Schedule) []Change {
	var out []Change
	for _, w := range want {
		h, there := Find(have, w.ID)
		if !there {
			out = append(out, Change{ID: w.ID, Kind: Created})
			continue
		}
		if fields := Fields(h, w); len(fields) > 0 {
			out = append(out, Change{ID: w.ID, Kind: Updated, Fields: fields})
		}
	}
	for _, h := range have {
		if _, wanted := Find(want, h.ID); !wanted {
			out = append(out, Change{ID: h.ID, Kind: Removed})
		}
	}
	slices.SortFunc(out, func(a, b Change) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// Fields gives the values at which two versions of a schedule differ.
func Fields(a, b Schedule) []Field {
	from, to := a.values(), b.values()
	var out []Field
	for i := range from {
		if from[i].text != to[i].text {
			out = append(out, Field{Name: from[i].name, From: from[i].text, To: to[i].text})
		}
	}
	return out
}

type value struct{ name, text string }

func (s Schedule) values() []value {
	return []value{
		{"title.zh", s.Title.Zh}, {"title.en", s.Title.En}, {"action", string(s.Action)},
		{"cron", s.Cron}, {"every", s.Every.String()}, {"zone", s.Zone},
		{"catch_up", s.CatchUp.String()}, {"overlap", string(s.Overlap)}, {"jitter", s.Jitter.String()},
		{"move_to_workday", fmt.Sprint(s.MoveToWorkday)}, {"args", canonical(s.Args)},
		{"paused", fmt.Sprint(s.Paused)}, {"note", s.Note},
	}
}

// canonical gives arguments in one form, whatever their blanks and the order of
// their keys.
func canonical(args json.RawMessage) string {
	if len(args) == 0 {
		return "{}"
	}
	dec := json.NewDecoder(bytes.NewReader(args))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return string(args) // checked before it is kept: shown as it stands
	}
	b, err := json.Marshal(v)
	if err != nil {
		return string(args)
	}
	return string(b)
}
