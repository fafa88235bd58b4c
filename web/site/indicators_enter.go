package site

// indicators_enter.go: entering a value of an indicator, or another one in its place.

import (
	"net/http"
	"strings"

	"duban/casework"
	"duban/casework/indicator"
	"duban/schema"
)

// readingForm is a value as typed. Seen is the value that its person saw in force,
// and of which unit and month: what changed meanwhile is shown before it is replaced.
type readingForm struct {
	Unit, Month, Value, Source string
	Seen, SeenOf               string
}

func (f *readingForm) see(unit casework.UnitID, month string, value indicator.Value) {
	f.Seen, f.SeenOf = value.String(), string(unit)+"/"+month
}

func (s *Site) enterReading(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	q := r.PostForm
	form := readingForm{Unit: strings.TrimSpace(q.Get("unit")), Month: q.Get("month"), Value: strings.TrimSpace(q.Get("value")),
		Source: strings.TrimSpace(q.Get("source")), Seen: q.Get("seen"), SeenOf: q.Get("seen_of")}
	value := schema.IndicatorValue{Indicator: r.PathValue("id"), Month: form.Month, Source: form.Source}
	err := s.takeReading(w, r, form, &value)
	if err == nil {
		return nil
	}
	reason, status, ok := r.again(err)
	if !ok {
		return err
	}
	body, failure := s.indicatorOf(r)
	if failure != nil {
		return failure
	}
	if casework.CodeOf(err) == casework.CodeStale { // it is shown now: who sends it again means it
		if held, is := inForce(body, value.Unit, value.Month); is {
			form.see(value.Unit, value.Month, held)
		}
	}
	body.Form, body.Error = form, reason
	s.renderIndicator(w, r, status, body)
	return nil
}

// takeReading reads the form, enters its value and leads to the unit's values.
func (s *Site) takeReading(w http.ResponseWriter, r *request, form readingForm, value *schema.IndicatorValue) error {
	if form.Unit == "" || form.Value == "" {
		return casework.Errorf(casework.CodeInvalid, "web.indicators.empty")
	}
	var err error
	if value.Unit, err = r.viewer.UnitNamed(r.Context(), form.Unit); err != nil {
		return err
	}
	if value.Value, err = indicator.ParseValue(form.Value); err != nil {
		return casework.Errorf(casework.CodeInvalid, "invalid.indicator_value", form.Value)
	}
	var seen *indicator.Value
	if form.SeenOf == string(value.Unit)+"/"+value.Month {
		if v, err := indicator.ParseValue(form.Seen); err == nil {
			seen = &v
		}
	}
	watched, err := r.viewer.EnterReading(r.Context(), *value, seen)
	if err != nil {
		return err
	}
	key := "web.indicators.entered_good"
	for _, b := range watched.Breaches {
		if value.Month >= b.From && (b.Recovered == "" || value.Month < b.Recovered) {
			key = "web.indicators.entered_breach"
		}
	}
	s.notice(r, key, form.Unit, value.Month, value.Value.String())
	redirect(w, r, indicatorPath(value.Indicator, value.Unit, ""))
	return nil
}

// inForce gives the value that the page shows of a unit's month.
func inForce(body indicatorBody, unit casework.UnitID, month string) (indicator.Value, bool) {
	for i := range body.Readings {
		if one := &body.Readings[i]; one.Unit == unit && one.Month == month {
			return one.Value, true
		}
	}
	return 0, false
}
