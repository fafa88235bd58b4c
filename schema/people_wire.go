package schema

// people_wire.go: posts, substitutions and areas as JSON rows. An open end is the
// first or the last day there is, so that ranges compare without a special case.

import (
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
)

type (
	postWire struct {
		Person casework.PersonID `json:"person"`
		Unit   casework.UnitID   `json:"unit"`
		Role   casework.PostRole `json:"role"`
		From   string            `json:"valid_from"`
		To     string            `json:"valid_to"`
	}
	substitutionWire struct {
		Person     casework.PersonID `json:"person"`
		Substitute casework.PersonID `json:"substitute"`
		From       string            `json:"valid_from"`
		To         string            `json:"valid_to"`
		Reason     string            `json:"reason"`
	}
	areaWire struct {
		Leader casework.PersonID `json:"leader"`
		Unit   casework.UnitID   `json:"unit"`
		From   string            `json:"valid_from"`
		To     string            `json:"valid_to"`
	}
)

func postWires(list []PostRow) []postWire {
	out := make([]postWire, len(list))
	for i, r := range list {
		out[i] = postWire{r.Person, r.Unit, r.Role, firstDay(r.From), dayText(r.To)}
	}
	return out
}

func substitutionWires(list []SubstitutionRow) []substitutionWire {
	out := make([]substitutionWire, len(list))
	for i, r := range list {
		out[i] = substitutionWire{r.Person, r.Substitute, firstDay(r.From), dayText(r.To), r.Reason}
	}
	return out
}

func areaWires(list []people.Area) []areaWire {
	out := make([]areaWire, len(list))
	for i, r := range list {
		out[i] = areaWire{r.Leader, r.Unit, firstDay(r.From), dayText(r.To)}
	}
	return out
}

func firstDay(d calendar.Date) string {
	if d.IsZero() {
		return "0001-01-01"
	}
	return d.String()
}
