package site

// rules_simulate.go: a changed policy tried out on the last months.

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/simulate"
	"duban/engine"
	"duban/schema"
)

const (
	jobSimulate = "simulate"
	// unitsCompared bounds the units of a comparison; how many differ in all is said.
	unitsCompared = 30
)

// simulateBody is what the form shows.
type simulateBody struct {
	Kinds  []casework.Kind
	Kind   casework.Kind
	Plans  []schema.Plan
	Plan   string
	Months int
	Choice []int
	Text   string
	Error  string
}

func (s *Site) showSimulate(w http.ResponseWriter, r *request) error {
	if _, err := casework.AuthoriseSimulating(r.viewer.By); err != nil {
		return err
	}
	q := r.URL.Query()
	body := simulateBody{Kind: casework.Kind(q.Get("kind")), Months: 3}
	if !slices.Contains(kinds, body.Kind) {
		body.Kind = casework.KindMeasure
	}
	newest, err := s.engine.Rules.Newest(r.Context(), body.Kind)
	if err != nil {
		return err
	}
	next := *newest
	next.Version++
	text, err := yaml.Marshal(&next)
	if err != nil {
		return err
	}
	body.Text = string(text)
	return s.renderSimulate(w, r, http.StatusOK, body)
}

func (s *Site) renderSimulate(w http.ResponseWriter, r *request, status int, body simulateBody) error {
	var err error
	body.Kinds, body.Choice = kinds, []int{1, 3, 6, engine.SimulateMonths}
	if body.Plans, err = r.viewer.PlansToChoose(r.Context()); err != nil {
		return err
	}
	s.render(w, r, status, "simulate", "web.rules.simulate", body)
	return nil
}

// simulation is a finished replay with what it was asked for.
type simulation struct {
	*simulate.Result `json:"result"`

	Changed *casework.Policy `json:"changed"`
	Before  *casework.Policy `json:"before"` // the newest, beside which the ladder is shown
}

func (s *Site) startSimulate(w http.ResponseWriter, r *request) error {
	if _, err := casework.AuthoriseSimulating(r.viewer.By); err != nil {
		return err
	}
	text, err := documentOf(r)
	if err != nil {
		return err
	}
	body := simulateBody{Text: text, Plan: r.PostFormValue("plan"), Kind: casework.KindMeasure}
	if body.Months, err = strconv.Atoi(r.PostFormValue("months")); err != nil || body.Months < 1 || body.Months > engine.SimulateMonths {
		return casework.Errorf(casework.CodeInvalid, "invalid.simulate_period", strconv.Itoa(engine.SimulateMonths))
	}
	changed, err := casework.ParsePolicy([]byte(text))
	if err != nil {
		e := shown(err)
		body.Error = r.text(e)
		return s.renderSimulate(w, r, statuses[e.Code], body)
	}
	before, err := s.engine.Rules.Newest(r.Context(), changed.Kind)
	if err != nil {
		return err
	}
	viewer, plan := r.viewer, body.Plan
	period := simulate.Period{From: r.viewer.Today.AddMonths(-body.Months).AddDays(1), To: r.viewer.Today}
	id, err := s.jobs.start(r, jobSimulate, func(ctx context.Context, progress engine.Progress) (any, error) {
		result, err := viewer.Simulate(ctx, changed, plan, period, progress)
		return &simulation{result, changed, before}, err
	})
	if err != nil {
		e := shown(err)
		if e.Code != casework.CodeConflict {
			return err
		}
		body.Error = r.text(e)
		return s.renderSimulate(w, r, statuses[e.Code], body)
	}
	redirect(w, r, "/rules/simulate/"+id)
	return nil
}

// simulationBody is what came out.
type simulationBody struct {
	jobBody
	*simulation
	Diff   []changeWords
	Rungs  []simulate.RungLine
	Units  []simulate.UnitLine
	Differ int // units in all
	Months []monthLights
	Names  map[casework.UnitID]string
}

// monthLights is the lights on the last day of a month, on both sides.
type monthLights struct {
	Day   calendar.Date
	Cells []lightCell
}

// lightCell is one light on both sides.
type lightCell struct{ Now, Then int }

// Lights are the columns of the table of lights.
func (simulationBody) Lights() []casework.Light { return lights }

func (s *Site) showSimulation(w http.ResponseWriter, r *request) error {
	var result simulation
	job, there, err := jobOf(r, jobSimulate, "/rules/simulate", &result)
	if err != nil {
		return err
	}
	body := simulationBody{jobBody: job}
	if there {
		body.simulation = &result
		if err := s.compare(r, &body); err != nil {
			return err
		}
	}
	if r.part() {
		s.renderPart(w, r, "simulation", "simulation", body)
		return nil
	}
	s.render(w, r, http.StatusOK, "simulation", "web.rules.simulate", body)
	return nil
}

// compare sets the two sides of a simulation beside each other.
func (s *Site) compare(r *request, body *simulationBody) error {
	result := body.simulation
	body.Diff = wordsOf(r, result.Before, result.Changed, casework.Diff(result.Before, result.Changed))
	body.Rungs = result.Rungs(result.Before.Ladder, result.Changed.Ladder)
	body.Units, body.Differ = result.Units(unitsCompared, r.viewer.CompareUnits)
	for i, day := range result.Months {
		m := monthLights{Day: day}
		for _, light := range lights {
			m.Cells = append(m.Cells, lightCell{result.Now.Lights[i][light], result.Then.Lights[i][light]})
		}
		body.Months = append(body.Months, m)
	}
	units, err := s.engine.Ledger.Units(r.Context())
	if err != nil {
		return err
	}
	body.Names = map[casework.UnitID]string{}
	for _, u := range units {
		body.Names[u.ID] = u.Name
	}
	return nil
}
