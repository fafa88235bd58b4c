package site

// rounds.go: the months: their dates, who owes what, alerts, minutes, and the
// frozen count.

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/round"
	"duban/engine"
	"duban/schema"
)

// routesRounds are the pages of the months.
func (s *Site) routesRounds(mux *http.ServeMux) {
	s.page(mux, "GET /rounds", s.showRounds)
	s.page(mux, "POST /rounds", s.openRound)
	s.page(mux, "GET /rounds/{month}", s.showRound)
	s.page(mux, "GET /rounds/{month}/owing", s.showOwing)
	s.page(mux, "GET /rounds/{month}/meetings/{step}", s.showMeeting)
	s.page(mux, "POST /rounds/{month}/minutes", s.enterMinutes)
	s.page(mux, "POST /rounds/{month}/count", s.countAgain)
}

// roundsBody is the list of months.
type roundsBody struct {
	Lines   []engine.RoundLine
	Now     string // this month
	MayOpen bool   // it is not open, and the reader may open it
}

func (s *Site) showRounds(w http.ResponseWriter, r *request) error {
	lines, err := r.viewer.Rounds(r.Context())
	if err != nil {
		return err
	}
	now := round.Month{Year: r.viewer.Today.Year, Month: r.viewer.Today.Month}.String()
	open := slices.ContainsFunc(lines, func(l engine.RoundLine) bool { return l.Month == now })
	s.render(w, r, http.StatusOK, "rounds", "web.nav.rounds", roundsBody{Lines: lines, Now: now, MayOpen: !open && r.viewer.MayRunRounds(r.Context())})
	return nil
}

func (s *Site) openRound(w http.ResponseWriter, r *request) error {
	m := round.Month{Year: r.viewer.Today.Year, Month: r.viewer.Today.Month}
	if err := r.viewer.OpenRound(r.Context(), m); err != nil {
		return err
	}
	s.notice(r, "web.round.opened", m.String())
	redirect(w, r, "/rounds/"+m.String())
	return nil
}

// roundBody is a month's page.
type roundBody struct {
	*engine.RoundPage
	Minutes minutesForm
	Units   []schema.Unit // to whom a decision may be given, for those who enter minutes
	Error   string
	Counted string // the digest, counted again just now
	Differs string // why it is not the frozen one
}

// minutesForm is the minutes as typed, with room for some decisions.
type minutesForm struct {
	Step, Held, Text string
	Decisions        []decisionForm
}

type decisionForm struct{ Title, Lead, Urgency string }

// decisionRows is how many decisions one form takes.
const decisionRows = 5

func (s *Site) roundOf(r *request) (roundBody, round.Month, error) {
	m, err := round.ParseMonth(r.PathValue("month"))
	if err != nil {
		return roundBody{}, m, err
	}
	page, err := r.viewer.Round(r.Context(), m)
	if err != nil {
		return roundBody{}, m, err
	}
	b := roundBody{RoundPage: page, Minutes: minutesForm{Held: r.viewer.Today.String(), Decisions: make([]decisionForm, decisionRows)}}
	if page.MayEnter {
		b.Units, err = s.engine.Ledger.Units(r.Context())
	}
	return b, m, err
}

func (s *Site) showRound(w http.ResponseWriter, r *request) error {
	body, _, err := s.roundOf(r)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "round", "web.round.title", body)
	return nil
}

// owingBody is what the units owe.
type owingBody struct {
	Month string
	Units []engine.OwingUnit
	Unit  string // one unit's list, "" = the first ones of each
	Shown int
}

// owingShown is how many of a unit's open duties are listed before one asks for all.
const owingShown = 8

// showOwing is a part of the month's page, fetched after it: what is owed is
// derived from every case.
func (s *Site) showOwing(w http.ResponseWriter, r *request) error {
	m, err := round.ParseMonth(r.PathValue("month"))
	if err != nil {
		return err
	}
	body := owingBody{Month: m.String(), Unit: r.URL.Query().Get("unit"), Shown: owingShown}
	if body.Units, err = r.viewer.Owing(r.Context(), m); err != nil {
		return err
	}
	if body.Unit != "" {
		body.Units = slices.DeleteFunc(body.Units, func(u engine.OwingUnit) bool { return string(u.Unit) != body.Unit })
		body.Shown = 2000
	}
	if r.part() {
		s.renderPart(w, r, "owing", "owing", body)
		return nil
	}
	s.render(w, r, http.StatusOK, "owing", "web.round.owing", body)
	return nil
}

func (s *Site) enterMinutes(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	q := r.PostForm
	form := minutesForm{Step: q.Get("step"), Held: q.Get("held"), Text: q.Get("text"), Decisions: make([]decisionForm, decisionRows)}
	var decisions []engine.Raise
	for i := range form.Decisions {
		n := strconv.Itoa(i)
		d := decisionForm{Title: strings.TrimSpace(q.Get("title" + n)), Lead: strings.TrimSpace(q.Get("lead" + n)), Urgency: q.Get("urgency" + n)}
		form.Decisions[i] = d
		if d.Title != "" || d.Lead != "" {
			decisions = append(decisions, engine.Raise{Lead: casework.UnitID(d.Lead),
				Matter: schema.Matter{Title: d.Title, Text: d.Title, Urgency: casework.Urgency(d.Urgency)}})
		}
	}
	body, m, err := s.roundOf(r)
	if err != nil {
		return err
	}
	held, err := calendar.ReadDate(form.Held, m.Year)
	if err != nil {
		err = casework.Errorf(casework.CodeInvalid, "invalid.date", form.Held)
	} else {
		_, err = r.viewer.EnterMinutes(r.Context(), m, schema.Minutes{Step: round.Step(form.Step), Held: held, Text: form.Text}, decisions)
	}
	if err == nil {
		s.notice(r, "web.round.entered", strconv.Itoa(len(decisions)))
		redirect(w, r, "/rounds/"+m.String()+"#minutes")
		return nil
	}
	reason, status, ok := r.again(err)
	if casework.CodeOf(err) == casework.CodeNotFound { // a unit that nobody knows
		reason, status, ok = r.text(err), http.StatusUnprocessableEntity, true
	}
	if !ok {
		return err
	}
	body.Minutes, body.Error = form, reason
	s.render(w, r, status, "round", "web.round.title", body)
	return nil
}

// meetingBody is what a meeting looks at.
type meetingBody struct {
	*engine.MeetingPage
	Groups []engine.AlertGroup
}

// showMeeting shows the list of a meeting, to be printed and laid on the table.
func (s *Site) showMeeting(w http.ResponseWriter, r *request) error {
	m, err := round.ParseMonth(r.PathValue("month"))
	if err != nil {
		return err
	}
	page, err := r.viewer.Meeting(r.Context(), m, round.Step(r.PathValue("step")))
	if err != nil {
		return err
	}
	body := meetingBody{MeetingPage: page}
	for _, a := range page.Alerts {
		if n := len(body.Groups); n == 0 || body.Groups[n-1].Kind != a.Kind {
			body.Groups = append(body.Groups, engine.AlertGroup{Kind: a.Kind})
		}
		name := page.Names[a.Unit]
		if name == "" {
			name = string(a.Unit)
		}
		at := &body.Groups[len(body.Groups)-1]
		at.Alerts = append(at.Alerts, engine.AlertLine{Alert: a, Name: name})
	}
	s.render(w, r, http.StatusOK, "meeting", "web.round.meeting_list", body)
	return nil
}

// countAgain counts a frozen month again and says whether the bytes are the same.
func (s *Site) countAgain(w http.ResponseWriter, r *request) error {
	body, m, err := s.roundOf(r)
	if err != nil {
		return err
	}
	body.Counted, err = r.viewer.CountAgain(r.Context(), m)
	if casework.CodeOf(err) == casework.CodeConflict {
		body.Differs, err = r.text(err), nil
	}
	if err != nil {
		return err
	}
	if r.part() {
		s.renderPart(w, r, "round", "counted", body)
		return nil
	}
	s.render(w, r, http.StatusOK, "round", "web.round.title", body)
	return nil
}
