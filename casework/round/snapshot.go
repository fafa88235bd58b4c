package round

// snapshot.go: a month's figures as a document: the same ledger as of the same
// moment gives the same bytes, and each figure leads to its cases.

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"duban/casework"
	"duban/casework/wording"
)

// Cases is a figure with the cases behind it: the count is whole, the list ends
// where the rules say.
type Cases struct {
	Count int               `json:"count"`
	Cases []casework.CaseID `json:"cases,omitempty"`
}

func (c *Cases) add(id casework.CaseID, most int) {
	c.Count++
	if len(c.Cases) < most && (len(c.Cases) == 0 || c.Cases[len(c.Cases)-1] != id) {
		c.Cases = append(c.Cases, id)
	}
}

// DutyFigures is what was owed of a kind, what was done, and by whom not.
type DutyFigures struct {
	Owed int   `json:"owed"`
	Done int   `json:"done"`
	Late Cases `json:"late"`
}

// RungCount is how many tasks stood on a rung of the ladder.
type RungCount struct {
	Rung  string `json:"rung"`
	Tasks int    `json:"tasks"`
}

// Row is one unit's month.
type Row struct {
	Unit     casework.UnitID `json:"unit,omitempty"`
	Name     string          `json:"name,omitempty"`
	Claims   DutyFigures     `json:"claims"`
	Progress DutyFigures     `json:"progress"`
	Visits   DutyFigures     `json:"visits"`

	Milestones DutyFigures `json:"milestones"`

	Open    int         `json:"open"`
	Overdue Cases       `json:"overdue"`
	Rungs   []RungCount `json:"rungs,omitempty"`
	Closed  Cases       `json:"closed"` // in the month
}

func (r *Row) duty(d Duty) *DutyFigures {
	switch d {
	case DutyClaim:
		return &r.Claims
	case DutyVisit:
		return &r.Visits
	case DutyMilestone:
		return &r.Milestones
	default:
		return &r.Progress
	}
}

// Alert is something that a unit must be asked about.
type Alert struct {
	Kind     Kind            `json:"kind"`
	Unit     casework.UnitID `json:"unit"`
	Cases    Cases           `json:"cases"`
	Part     int             `json:"part,omitempty"`     // open households of the village
	Whole    int             `json:"whole,omitempty"`    // of so many
	Rate     string          `json:"rate,omitempty"`     // in percent
	Text     string          `json:"text,omitempty"`     // the measure that is the same, the problems unclaimed
	Problems []string        `json:"problems,omitempty"` // numbers, of the plan
}

// Snapshot is a month.
type Snapshot struct {
	Month    string                     `json:"month"`
	AsOf     time.Time                  `json:"as_of"`
	Rules    int                        `json:"rules"`
	Calendar int                        `json:"calendar"`
	Units    []Row                      `json:"units"`
	Total    Row                        `json:"total"`
	Alerts   []Alert                    `json:"alerts"`
	People   *casework.HouseholdFigures `json:"households"`
}

// Snapshot closes the count. households are counted beside it.
func (c *Counter) Snapshot(households *casework.HouseholdFigures) Snapshot {
	s := Snapshot{Month: c.month.String(), AsOf: c.asOf.UTC(), Rules: c.rules.Version, Calendar: c.basis.Calendar, Total: c.total,
		People: households, Units: []Row{}, Alerts: []Alert{}}
	for _, u := range c.basis.Units {
		if row := c.rows[u.ID]; row != nil {
			s.Units = append(s.Units, *row)
		}
	}
	for _, a := range c.alerts {
		s.Alerts = append(s.Alerts, *a)
	}
	s.Alerts = append(s.Alerts, c.underClaiming()...)
	s.Alerts = append(s.Alerts, c.same()...)
	s.Alerts = append(s.Alerts, c.risks()...)
	slices.SortFunc(s.Alerts, func(a, b Alert) int {
		return cmp.Or(cmp.Compare(slices.Index(Kinds, a.Kind), slices.Index(Kinds, b.Kind)), cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Text, b.Text))
	})
	return s
}

// underClaiming (缩小认领): a unit answers for every problem of a plan in which
// units of its kind have shares; those without one are named.
func (c *Counter) underClaiming() []Alert {
	var out []Alert
	byUnit := map[casework.UnitID]*Alert{}
	for _, p := range c.basis.Problems {
		has := map[casework.UnitID]bool{}
		for _, id := range p.Measures {
			for _, unit := range c.claimed[id] {
				has[unit] = true
			}
		}
		for _, u := range c.basis.Units {
			if !u.Column || has[u.ID] || !c.sharesIn(p.Plan, u.ID) {
				continue
			}
			if byUnit[u.ID] == nil {
				byUnit[u.ID] = &Alert{Kind: UnderClaiming, Unit: u.ID}
			}
			a := byUnit[u.ID]
			a.Part++
			a.Problems = append(a.Problems, p.No)
		}
	}
	for _, a := range byUnit {
		a.Whole = len(c.basis.Problems)
		out = append(out, *a)
	}
	return out
}

// sharesIn tells whether a unit has any share in a plan.
func (c *Counter) sharesIn(plan string, unit casework.UnitID) bool {
	for _, p := range c.basis.Problems {
		if p.Plan != plan {
			continue
		}
		for _, id := range p.Measures {
			if slices.Contains(c.claimed[id], unit) {
				return true
			}
		}
	}
	return false
}

// same: households of one village with the same help, word for word.
func (c *Counter) same() []Alert {
	var out []Alert
	for key, cases := range c.measures {
		if len(cases) < c.rules.Alerts[SameMeasures].At {
			continue
		}
		a := Alert{Kind: SameMeasures, Unit: key.village, Text: key.text}
		for _, id := range cases {
			a.Cases.add(id, c.rules.MostListed)
		}
		out = append(out, a)
	}
	return out
}

// risks: villages above the alarm or the ceiling, and those with no household at
// all. A village whose total is not known says nothing.
func (c *Counter) risks() []Alert {
	var out []Alert
	for _, u := range c.basis.Units {
		if !u.Village {
			continue
		}
		open := c.atRisk[u.ID]
		if open == 0 {
			out = append(out, Alert{Kind: NoHouseholds, Unit: u.ID, Whole: u.Households})
			continue
		}
		if u.Households == 0 {
			continue
		}
		var kind Kind
		switch {
		case open*10_000 > u.Households*c.rules.Alerts[RiskCeiling].At:
			kind = RiskCeiling
		case open*10_000 > u.Households*c.rules.Alerts[RiskAlarm].At:
			kind = RiskAlarm
		default:
			continue
		}
		out = append(out, Alert{Kind: kind, Unit: u.ID, Part: open, Whole: u.Households, Rate: Percent(open, u.Households)})
	}
	return out
}

// Percent gives part of whole in percent with one decimal, half up; "" of nothing.
func Percent(part, whole int) string {
	if whole == 0 {
		return ""
	}
	tenths := (part*2000 + whole) / (2 * whole)
	return strconv.Itoa(tenths/10) + "." + strconv.Itoa(tenths%10)
}

// Document gives the snapshot's bytes and their SHA-256 in hex.
func (s Snapshot) Document() (body []byte, digest string) {
	body, err := json.Marshal(s)
	if err != nil {
		panic("round: snapshot: " + err.Error()) // plain fields only
	}
	sum := sha256.Sum256(body)
	return body, hex.EncodeToString(sum[:])
}

// Title gives the title of the directive that an alert raises, in Chinese: the
// language of the offices that it goes to.
func (a Alert) Title(month string) string {
	return wording.Text(wording.Chinese, "alert."+string(a.Kind), month, string(a.Unit))
}

// Explain says what the alert rests on.
func (a Alert) Explain() string {
	count, part := strconv.Itoa(a.Cases.Count), strconv.Itoa(a.Part)
	return wording.Text(wording.Chinese, "alert_text."+string(a.Kind), count, part, strconv.Itoa(a.Whole), a.Rate, strings.Join(a.Problems, "、"))
}

// Columns gives the units that the round counts by, with the units below each.
func (c *Counter) Columns() []casework.Column {
	below := map[casework.UnitID][]casework.UnitID{}
	for _, u := range c.basis.Units {
		if column, ok := c.column[u.ID]; ok {
			below[column] = append(below[column], u.ID)
		}
	}
	var out []casework.Column
	for _, u := range c.basis.Units {
		if u.Column {
			out = append(out, casework.Column{ID: u.ID, Name: u.Name, Units: below[u.ID]})
		}
	}
	return out
}
