package site

// indicators.go: the watched indicators: how each unit stands, an indicator's values
// over the months, and what a breach became.

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"duban/casework"
	"duban/casework/indicator"
	"duban/casework/round"
	"duban/engine"
)

func (s *Site) routesIndicators(mux *http.ServeMux) {
	s.page(mux, "GET /indicators", s.showIndicators)
	s.page(mux, "POST /indicators/look", s.lookAtIndicators)
	s.page(mux, "GET /indicators/rules", s.showIndicatorRules)
	s.page(mux, "POST /indicators/rules", s.loadIndicatorRules)
	s.page(mux, "GET /indicators/{id}", s.showIndicator)
	s.page(mux, "POST /indicators/{id}/readings", s.enterReading)
}

// Bounds of what one page lists; the rest is a click away.
const (
	unitsUnderIndicator = 8   // of an indicator on the list of all
	unitsDrawn          = 6   // lines in a chart that can be told apart
	unitsInTable        = 12  // beside the chart
	monthsShown         = 12  // a year
	readingsShown       = 100 // of an indicator
)

// indicatorsBody is what the list of indicators shows.
type indicatorsBody struct {
	Lines    []engine.IndicatorLine
	Month    string
	Most     int
	MayEnter bool
}

func (s *Site) showIndicators(w http.ResponseWriter, r *request) error {
	lines, err := r.viewer.Indicators(r.Context())
	if err != nil {
		return err
	}
	body := indicatorsBody{Lines: lines, Month: monthOf(r), Most: unitsUnderIndicator}
	if body.MayEnter, err = r.viewer.MayEnterLists(r.Context()); err != nil {
		return err
	}
	if r.part() {
		s.renderPart(w, r, "indicators", "indicator-lines", body)
		return nil
	}
	s.render(w, r, http.StatusOK, "indicators", "web.indicators.title", body)
	return nil
}

func monthOf(r *request) string {
	return fmt.Sprintf("%04d-%02d", r.viewer.Today.Year, int(r.viewer.Today.Month))
}

// lookAtIndicators judges every series now.
func (s *Site) lookAtIndicators(w http.ResponseWriter, r *request) error {
	looked, raised, err := r.viewer.JudgeIndicators(r.Context())
	if err != nil {
		return err
	}
	s.notice(r, "web.indicators.looked", fmt.Sprint(looked), fmt.Sprint(raised))
	redirect(w, r, "/indicators")
	return nil
}

// indicatorBody is what an indicator's page shows.
type indicatorBody struct {
	*engine.IndicatorPage
	Unit     casework.UnitID // one unit's values only
	Only     string          // units of one standing only
	Month    string
	Chart    string // the months as a chart's data, "" for too few
	Drawn    int    // units in the chart
	Table    monthTable
	Hidden   int // readings that are not listed
	Form     readingForm
	Error    string
	Standing []indicator.Standing
}

// monthTable is the chart's values to be read: a row a month, a column a unit.
type monthTable struct {
	Units []engine.IndicatorUnit
	Rows  []monthRow
}

type monthRow struct {
	Month string
	Limit *indicator.Value // the threshold; nil where nobody watched
	Cells []*engine.Reading
}

func (s *Site) indicatorOf(r *request) (indicatorBody, error) {
	q := r.URL.Query()
	body := indicatorBody{Unit: casework.UnitID(q.Get("unit")), Only: q.Get("standing"), Month: monthOf(r), Standing: indicator.Standings}
	var err error
	if body.IndicatorPage, err = r.viewer.Indicator(r.Context(), r.PathValue("id"), body.Unit); err != nil {
		return body, err
	}
	body.Table = tableOf(body.IndicatorPage)
	body.Drawn = min(unitsDrawn, len(body.Table.Units))
	if len(body.Table.Rows) > 1 {
		text, err := json.Marshal(monthsChart(r, body.Table, body.Drawn))
		if err != nil {
			return body, err
		}
		body.Chart = string(text)
	}
	if body.Only != "" {
		body.Units = slices.DeleteFunc(slices.Clone(body.Units), func(u engine.IndicatorUnit) bool { return string(u.Standing) != body.Only })
	}
	body.Form = readingForm{Unit: string(body.Unit), Month: q.Get("month")}
	if body.Form.Month == "" {
		body.Form.Month = body.Month
	} else {
		body.Readings = slices.DeleteFunc(body.Readings, func(one engine.Reading) bool { return one.Month != body.Form.Month })
	}
	for _, one := range body.Readings { // what the form would correct
		if string(one.Unit) == body.Form.Unit && one.Month == body.Form.Month {
			body.Form.see(one.Unit, one.Month, one.Value)
			body.Form.Value = one.Value.String()
		}
	}
	return body, nil
}

func (s *Site) showIndicator(w http.ResponseWriter, r *request) error {
	body, err := s.indicatorOf(r)
	if err != nil {
		return err
	}
	s.renderIndicator(w, r, http.StatusOK, body)
	return nil
}

func (s *Site) renderIndicator(w http.ResponseWriter, r *request, status int, body indicatorBody) {
	if len(body.Readings) > readingsShown {
		body.Hidden = len(body.Readings) - readingsShown
		body.Readings = body.Readings[:readingsShown]
	}
	s.render(w, r, status, "indicator", "web.indicators.title", body)
}

// tableOf lays out the year up to the newest month with a value, oldest first, and
// the units that have a value in it, the worst first. A month without a value keeps
// its place: a line must not hide how long nothing was heard.
func tableOf(p *engine.IndicatorPage) monthTable {
	var t monthTable
	if len(p.Readings) == 0 {
		return t
	}
	newest, err := round.ParseMonth(p.Readings[0].Month) // readings come the newest month first
	if err != nil {
		return t
	}
	at := map[string]int{}
	for back := range monthsShown {
		day := newest.First().AddMonths(back + 1 - monthsShown)
		month := round.Month{Year: day.Year, Month: day.Month}.String()
		at[month] = len(t.Rows)
		t.Rows = append(t.Rows, monthRow{Month: month, Limit: p.Limits[month]})
	}
	column := map[casework.UnitID]int{}
	for _, u := range p.Units {
		if _, in := at[u.Last.Month]; in && len(t.Units) < unitsInTable {
			column[u.Unit] = len(t.Units)
			t.Units = append(t.Units, u)
		}
	}
	for i := range t.Rows {
		t.Rows[i].Cells = make([]*engine.Reading, len(t.Units))
	}
	first := len(t.Rows)
	for i := range p.Readings {
		one := &p.Readings[i]
		row, in := at[one.Month]
		if col, has := column[one.Unit]; in && has {
			t.Rows[row].Cells[col] = one
			first = min(first, row)
		}
	}
	t.Rows = t.Rows[first:]
	return t
}

// tones are the colours of the lines of a chart; the threshold's is red.
var tones = []string{"accent", "green", "yellow", "ink", "blue", "ink-2"}

// monthsChart draws the first units of a table and the threshold.
func monthsChart(r *request, t monthTable, units int) chart {
	c := chart{}
	limit := chartSeries{Name: r.say("web.indicators.threshold"), Tone: "red"}
	for i := range units {
		c.Series = append(c.Series, chartSeries{Name: t.Units[i].Name, Tone: tones[i%len(tones)]})
	}
	for _, row := range t.Rows {
		c.Labels = append(c.Labels, row.Month)
		for i, cell := range row.Cells[:units] {
			var at *float64
			if cell != nil {
				at = percent(cell.Value)
			}
			c.Series[i].Values = append(c.Series[i].Values, at)
		}
		var at *float64
		if row.Limit != nil {
			at = percent(*row.Limit)
		}
		limit.Values = append(limit.Values, at)
	}
	c.Series = append(c.Series, limit)
	return c
}

func percent(v indicator.Value) *float64 {
	f := float64(v) / 100
	return &f
}

// spark gives a series as the points of a small line, 100 wide and 24 high; "" for
// fewer than two.
func spark(series []indicator.Point) string {
	if len(series) < 2 {
		return ""
	}
	series = series[max(0, len(series)-monthsShown):]
	low, high := series[0].Value, series[0].Value
	for _, p := range series {
		low, high = min(low, p.Value), max(high, p.Value)
	}
	var b strings.Builder
	for i, p := range series {
		y := 12.0
		if high > low {
			y = 22 - 20*float64(p.Value-low)/float64(high-low)
		}
		fmt.Fprintf(&b, "%.1f,%.1f ", 2+96*float64(i)/float64(len(series)-1), y)
	}
	return strings.TrimSpace(b.String())
}

// indicatorPath gives an indicator's page, of one unit if any is named.
func indicatorPath(id string, unit casework.UnitID, part string) string {
	at := "/indicators/" + url.PathEscape(id)
	if unit != "" {
		at += "?" + url.Values{"unit": {string(unit)}}.Encode()
	}
	return at + part
}
