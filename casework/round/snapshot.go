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
	Limit    string          `json:"limit,omitempty"`    // the threshold, as a sentence says it
	Plan     string          `json:"plan,omitempty"`     // whose problems are unclaimed
	Problems []string        `json:"problems,omitempty"` // their numbers
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
	return Snapshot{Month: c.month.String(), AsOf: c.asOf.UTC(), Rules: c.rules.Version, Calendar: c.basis.Calendar, Total: c.total,
		People: households, Units: c.units(), Alerts: c.found()}
}

// units gives the rows of the columns in the organisation's order.
func (c *Counter) units() []Row {
	out := []Row{}
	for _, u := range c.basis.Units {
		if row := c.rows[u.ID]; row != nil {
			out = append(out, *row)
		}
	}
	return out
}

// found gives every alert in one order.
func (c *Counter) found() []Alert {
	out := []Alert{}
	for _, a := range c.alerts {
		out = append(out, *a)
	}
	out = append(out, c.underClaiming()...)
	out = append(out, c.same()...)
	out = append(out, c.risks()...)
	for i := range out {
		out[i].Limit = c.limit(out[i].Kind)
	}
	slices.SortFunc(out, func(a, b Alert) int {
		return cmp.Or(cmp.Compare(slices.Index(Kinds, a.Kind), slices.Index(Kinds, b.Kind)), cmp.Compare(a.Unit, b.Unit),
			cmp.Compare(a.Plan, b.Plan), cmp.Compare(a.Text, b.Text))
	})
	return out
}

// limit gives a threshold as a sentence says it: risks in percent, others as they are.
func (c *Counter) limit(kind Kind) string {
	at := c.rules.Alerts[kind].At
	switch {
	case at == 0:
		return ""
	case kind == RiskAlarm || kind == RiskCeiling:
		return strconv.FormatFloat(float64(at)/100, 'f', -1, 64)
	}
	return strconv.Itoa(at)
}

// underClaiming (缩小认领): a unit answers for every problem of a plan in which it
// has a share; those without one are named, plan by plan. The items of a year's
// task list are given to those who are to do them: nobody fails to claim another's.
func (c *Counter) underClaiming() []Alert {
	type share struct {
		plan string
		unit casework.UnitID
	}
	var out []Alert
	found, whole := map[share]*Alert{}, map[string]int{}
	for _, p := range c.basis.Problems {
		if c.lists[p.Plan] {
			continue
		}
		whole[p.Plan]++
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
			key := share{p.Plan, u.ID}
			if found[key] == nil {
				found[key] = &Alert{Kind: UnderClaiming, Unit: u.ID, Plan: p.Plan}
			}
			a := found[key]
			a.Part++
			a.Problems = append(a.Problems, p.No)
		}
	}
	for _, a := range found {
		a.Whole = whole[a.Plan]
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

// risks: villages above the alarm or the ceiling, and those in which no household
// was ever taken in: where every risk has been eliminated, somebody has looked. A
// village whose total is not known has no rate.
func (c *Counter) risks() []Alert {
	var out []Alert
	for _, u := range c.basis.Units {
		if !u.Village {
			continue
		}
		open := c.atRisk[u.ID]
		if c.listed[u.ID] == 0 {
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

// Title gives the title of an alert and of the directive that it raises.
func (a Alert) Title(lang wording.Language, month string) string {
	return wording.Text(lang, "alert."+string(a.Kind), month, string(a.Unit))
}

// Explain says what the alert rests on.
func (a Alert) Explain(lang wording.Language) string {
	between := "、"
	if lang == wording.English {
		between = ", "
	}
	count, part := strconv.Itoa(a.Cases.Count), strconv.Itoa(a.Part)
	return wording.Text(lang, "alert_text."+string(a.Kind), count, part, strconv.Itoa(a.Whole), a.Rate, strings.Join(a.Problems, between),
		a.Limit, a.Plan, a.Text)
}

// Ref names the occasion of an alert within its month: what it raises is raised
// once for it.
func (a Alert) Ref() string {
	ref := string(a.Kind) + "/" + string(a.Unit)
	if a.Plan != "" {
		ref += "/" + a.Plan
	}
	return ref
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
