package site

// overview.go: the leader's cockpit: where everything stands that the reader sees.
// Every figure leads to its list.

import (
	"encoding/json"
	"net/http"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/round"
	"duban/engine"
)

// overviewBody is what the overview shows.
type overviewBody struct {
	*engine.Overview
	Units     []unitRow
	Days      []dayRow // of this week, each day once
	Named     bool     // the reader sees no unit, only what names them: nothing to count here
	City      bool     // the reader sees everything: frozen months and their alerts too
	TakesPart bool     // in cases: the month's page is open to them
	Alerts    []alertRow
	Trend     string // the months' trend as a chart's data
	Closed    string // the weeks' trend as a chart's data
}

// unitRow is a unit's line: its completion, and its tasks by light.
type unitRow struct {
	casework.Row
	Figures casework.UnitFigures
	Bars    []lightBar
}

// lightBar is a stretch of a bar of tasks by light, in percent of its length.
type lightBar struct {
	Light casework.Light
	N     int
	X, W  float64
}

// dayRow is a day of this week.
type dayRow struct {
	Day  calendar.Date
	N    int
	Rest bool // nobody works
}

// alertRow is a kind of alert, and where it was raised.
type alertRow struct {
	Kind  round.Kind
	Units []casework.UnitID // the first few
	N     int
}

// unitsShown bounds the units of one alert on the overview; the round's page has
// them all.
const unitsShown = 3

// alertRows brings the alerts of a month together by kind.
func alertRows(alerts []round.Alert) []alertRow {
	var out []alertRow
	for _, kind := range round.Kinds {
		row := alertRow{Kind: kind}
		for _, a := range alerts {
			if a.Kind != kind {
				continue
			}
			if row.N++; len(row.Units) < unitsShown {
				row.Units = append(row.Units, a.Unit)
			}
		}
		if row.N > 0 {
			out = append(out, row)
		}
	}
	return out
}

func (s *Site) showOverview(w http.ResponseWriter, r *request) error {
	o, err := r.viewer.Overview(r.Context(), r.URL.Query().Get("plan"))
	if err != nil {
		return err
	}
	body := overviewBody{Overview: o, Units: unitRows(o), City: r.viewer.Sight.Everything, TakesPart: withCases(r.viewer)}
	body.Named = !body.City && !o.Whole && len(r.viewer.Sight.Units) == 0
	if body.Days, err = s.weekOf(r, o); err != nil {
		return err
	}
	if o.Month != nil {
		body.Alerts = alertRows(o.Month.Alerts)
	}
	if len(o.Trend) > 1 {
		if body.Trend, err = drawn(trendChart(r, o.Trend)); err != nil {
			return err
		}
	}
	if len(o.Weeks) > 0 {
		if body.Closed, err = drawn(weeksChart(r, o.Weeks)); err != nil {
			return err
		}
	}
	if r.part() {
		s.renderPart(w, r, "overview", "figures", body)
		return nil
	}
	s.render(w, r, http.StatusOK, "overview", "web.nav.overview", body)
	return nil
}

// unitRows brings a unit's completion and its tasks together.
func unitRows(o *engine.Overview) []unitRow {
	figures := map[casework.UnitID]casework.UnitFigures{}
	for _, u := range o.Tasks.Units {
		figures[u.Unit] = u
	}
	rows := make([]unitRow, len(o.Completion.Rows))
	for i, c := range o.Completion.Rows {
		f := figures[c.Unit]
		rows[i] = unitRow{Row: c, Figures: f, Bars: barsOf(f)}
	}
	return rows
}

// barsOf lays a unit's open tasks out by light.
func barsOf(f casework.UnitFigures) []lightBar {
	var out []lightBar
	x := 0.0
	for _, light := range append(append([]casework.Light{}, lights...), casework.LightNone) {
		n := f.Lights[light]
		if n == 0 || f.Open == 0 {
			continue
		}
		width := 100 * float64(n) / float64(f.Open)
		out = append(out, lightBar{Light: light, N: n, X: x, W: width})
		x += width
	}
	return out
}

// weekOf gives each day of this week, and whether anybody works on it.
func (s *Site) weekOf(r *request, o *engine.Overview) ([]dayRow, error) {
	cal, err := s.engine.Rules.Calendar(r.Context())
	if err != nil {
		return nil, err
	}
	due := map[calendar.Date]int{}
	for _, d := range o.Week {
		due[d.Day] = d.N
	}
	var out []dayRow
	for day := o.Today; !day.After(o.WeekEnd); day = day.AddDays(1) {
		working, _ := cal.Workday(day)
		out = append(out, dayRow{Day: day, N: due[day], Rest: !working})
	}
	return out, nil
}

// chartSeries is one line of a chart.
type chartSeries struct {
	Name   string     `json:"name"`
	Values []*float64 `json:"values"` // nil: nothing is known of that label
	Tone   string     `json:"tone"`   // a colour of the palette
}

// chart is what static/charts.js draws.
type chart struct {
	Labels []string      `json:"labels"`
	Series []chartSeries `json:"series"`
}

// drawn gives a chart as a page hands it to static/charts.js.
func drawn(c chart) (string, error) {
	body, err := json.Marshal(c)
	return string(body), err
}

// weeksChart names each week by its Monday.
func weeksChart(r *request, weeks []engine.WeekPoint) chart {
	c := chart{Series: []chartSeries{{Name: r.say("web.overview.closed_week"), Tone: "green"}}}
	for _, w := range weeks {
		v := float64(w.Closed)
		c.Labels = append(c.Labels, w.Monday.String()[len("2006-"):])
		c.Series[0].Values = append(c.Series[0].Values, &v)
	}
	return c
}

func trendChart(r *request, points []engine.TrendPoint) chart {
	c := chart{Series: []chartSeries{
		{Name: r.say("web.overview.overdue"), Tone: "red"}, {Name: r.say("web.overview.closed_month"), Tone: "green"},
	}}
	for _, p := range points {
		c.Labels = append(c.Labels, p.Month)
		for i, n := range []int{p.Overdue, p.Closed} {
			v := float64(n)
			c.Series[i].Values = append(c.Series[i].Values, &v)
		}
	}
	return c
}
