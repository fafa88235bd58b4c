package indicator

// standing.go: how a unit's series stands today.

import (
	"slices"
	"strings"

	"duban/casework"
)

// Standing is how a series stands.
type Standing string

// The standings.
const (
	Missing Standing = "missing" // no value was ever entered
	Good    Standing = "good"
	Short   Standing = "short" // the newest value did for its own month; by this month's threshold it would be a breach
	Broken  Standing = "breach"
)

// Standings lists every standing once, the worst first.
var Standings = []Standing{Broken, Short, Good, Missing}

// Light gives the light in which a standing is shown.
func (s Standing) Light() casework.Light {
	switch s {
	case Broken:
		return casework.LightRed
	case Short:
		return casework.LightYellow
	case Good:
		return casework.LightGreen
	case Missing:
	}
	return casework.LightNone
}

// Stand tells how a series stands in a month written 2026-03: by its own judgement
// alone a unit that has not reported since a threshold rose would look good.
func (b Book) Stand(id string, series []Point, month string) Standing {
	if len(series) == 0 {
		return Missing
	}
	breaches := b.Judge(id, series)
	if n := len(breaches); n > 0 && breaches[n-1].Recovered == "" {
		return Broken
	}
	last := slices.MaxFunc(series, func(a, b Point) int { return strings.Compare(a.Month, b.Month) })
	if now, err := b.Find(id, month); err == nil && now.Breaches(Point{Month: month, Value: last.Value}) {
		return Short
	}
	return Good
}
