package inspection

// rules.go: the rules of inspections as data. Reading them is in rules_parse.go.

import (
	"strings"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/wording"
)

// Kind says what occasions an inspection.
type Kind string

// The kinds.
const (
	Quarterly Kind = "quarterly" // 季度督查
	Special   Kind = "special"   // 专项督查
	LookBack  Kind = "look_back" // 回头看
)

// Kinds lists every kind once.
var Kinds = []Kind{Quarterly, Special, LookBack}

// Rules are what an inspection goes by; it keeps those it was opened with.
type Rules struct {
	Version       int               `json:"version" yaml:"version"`
	Window        calendar.Limit    `json:"window" yaml:"window"`
	Reminders     []int             `json:"reminders" yaml:"reminders"` // working days before the window: negative
	Missing       []int             `json:"missing" yaml:"missing"`     // working days before its last day: negative
	Feedback      calendar.Limit    `json:"feedback" yaml:"feedback"`
	HandingOver   []int             `json:"handing_over" yaml:"handing_over"` // working days before the last day of feedback: negative
	Rectification calendar.Limit    `json:"rectification" yaml:"rectification"`
	Units         map[Kind]UnitRule `json:"units" yaml:"units"`
	Teams         TeamRule          `json:"teams" yaml:"teams"`
	Kinds         []casework.Kind   `json:"kinds" yaml:"kinds"`
	Recent        calendar.Limit    `json:"recent" yaml:"recent"`
	Strata        []Dimension       `json:"strata" yaml:"strata"`
	Lights        []LightClass      `json:"lights" yaml:"lights"`
	Sample        SampleRule        `json:"sample" yaml:"sample"`
	Severities    map[string]string `json:"severities" yaml:"severities"` // → urgency of the finding's case

	Digest string `json:"digest" yaml:"-"` // SHA-256 of the document
}

// UnitRule says which units are inspected: all of some kinds, and some by name.
type UnitRule struct {
	Kinds []casework.UnitKind `json:"kinds" yaml:"kinds"`
	Names []casework.UnitID   `json:"names" yaml:"names"`
}

// TeamRule says how teams are made up.
type TeamRule struct {
	Size        int                 `json:"size" yaml:"size"` // as far as there are inspectors without a stake
	Above       []casework.PostRole `json:"above" yaml:"above"`
	LeaderAbove []casework.PostRole `json:"leader_above" yaml:"leader_above"`
}

// Dimension is what a stratum is made of.
type Dimension string

// The dimensions.
const (
	ByUnit  Dimension = "unit"  // the inspected unit
	ByState Dimension = "state" // open or closed
	ByLight Dimension = "light" // the class of its light
)

// LightClass groups lights.
type LightClass struct {
	ID     string           `json:"id" yaml:"id"`
	Lights []casework.Light `json:"lights" yaml:"lights"`
}

// SampleRule says how many are drawn: a share of all, allocated to the strata by
// proportion, or a count from each stratum; within a minimum and a maximum a stratum.
type SampleRule struct {
	Share   int `json:"share,omitempty" yaml:"share"` // percent
	Count   int `json:"count,omitempty" yaml:"count"`
	Minimum int `json:"minimum" yaml:"minimum"`
	Maximum int `json:"maximum,omitempty" yaml:"maximum"` // 0 = no bound
}

// classOf gives the class of a light.
func (r *Rules) classOf(l casework.Light) string {
	for _, c := range r.Lights {
		for _, one := range c.Lights {
			if one == l {
				return c.ID
			}
		}
	}
	return string(l)
}

// StratumOf gives the stratum of a candidate: its dimensions, joined.
func (r *Rules) StratumOf(unit casework.UnitID, open bool, light casework.Light) string {
	out := ""
	for i, d := range r.Strata {
		if i > 0 {
			out += " · "
		}
		switch d {
		case ByUnit:
			out += string(unit)
		case ByState:
			if open {
				out += "open"
			} else {
				out += "closed"
			}
		case ByLight:
			out += r.classOf(light)
		}
	}
	return out
}

// StratumText gives the name of a stratum as people read it, such as 原州区 · 在办 ·
// 已预警. A look-back's names the kind and version of a policy; a unit stands as it is.
func StratumText(lang wording.Language, name string) string {
	parts := strings.Split(name, " · ")
	for i, part := range parts {
		room, version := "inspection.stratum.", ""
		if kind, number, found := strings.Cut(part, "/"); found {
			room, part, version = "kind.", kind, "/"+number
		}
		if wording.Has(room + part) {
			part = wording.Text(lang, room+part)
		}
		parts[i] = part + version
	}
	return strings.Join(parts, " · ")
}
