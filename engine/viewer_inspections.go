package engine

// viewer_inspections.go: inspections as a person sees them. Whoever inspects sees
// an inspection while it runs; whoever is inspected sees their own part of it
// once it has closed, so that nobody prepares for a sample.

import (
	"context"
	"encoding/json"
	"slices"

	"duban/activities"
	"duban/casework"
	"duban/casework/inspection"
	"duban/schema"
)

// InspectionPage is an inspection as a person sees it.
type InspectionPage struct {
	Inspected
	Whole   bool              // all units are shown
	MayOpen bool              // and man teams
	Mine    []int             // the teams in which the person inspects
	Texts   map[string]string // of the sample: case/task → what it is about
	Names   map[casework.UnitID]string
	Persons map[casework.PersonID]string
	Pool    []casework.PersonID // who may be in a team, for those who man them
	Seen    []SiteRecord        // of the tasks that are shown, in order
}

// inspects tells in which teams a person inspects.
func inspects(teams []inspection.Team, who casework.PersonID) []int {
	var out []int
	for i := range teams {
		if teams[i].Has(who) {
			out = append(out, teams[i].No)
		}
	}
	return out
}

// runsInspections tells whether a person sees every inspection as a whole.
func (v *Viewer) runsInspections() bool { return v.Sight.Everything }

// MayOpenInspections refuses who may open no inspection of any unit.
func (v *Viewer) MayOpenInspections() error {
	_, err := casework.AuthoriseOpeningAny(v.By)
	return err
}

// Inspections gives the inspections that the person sees, the newest first.
func (v *Viewer) Inspections(ctx context.Context) ([]schema.Inspection, error) {
	list, err := v.e.Ledger.Inspections(ctx)
	if err != nil || v.runsInspections() {
		return list, err
	}
	var out []schema.Inspection
	for _, one := range list {
		teams, err := v.e.Ledger.InspectionTeams(ctx, one.ID)
		if err != nil {
			return nil, err
		}
		if len(inspects(teams, v.By.Person)) > 0 || (one.State == schema.InspectionClosed && v.inspected(teams)) {
			out = append(out, one)
		}
	}
	return out, nil
}

func (v *Viewer) inspected(teams []inspection.Team) bool {
	return slices.ContainsFunc(teams, func(t inspection.Team) bool { return v.Sight.Unit(t.Unit) })
}

// mayMan tells whether the person may man the teams of an inspection.
func (v *Viewer) mayMan(ctx context.Context, teams []inspection.Team) (bool, error) {
	units := make([]casework.UnitID, len(teams))
	for i, t := range teams {
		units[i] = t.Unit
	}
	rows, err := v.e.Ledger.LoadOrganisation(ctx)
	if err != nil {
		return false, err
	}
	_, refusal := casework.AuthoriseOpening(v.By, activities.SeatsIn(rows), units)
	return refusal == nil, nil
}

// Inspection gives an inspection as it stands, as far as the person sees it.
func (v *Viewer) Inspection(ctx context.Context, id string) (*InspectionPage, error) {
	one, err := v.e.Inspection(ctx, id)
	if err != nil {
		return nil, err
	}
	may, err := v.mayMan(ctx, one.Teams)
	if err != nil {
		return nil, err
	}
	p := &InspectionPage{Inspected: one, Whole: v.runsInspections(), MayOpen: may, Mine: inspects(one.Teams, v.By.Person)}
	switch {
	case p.Whole:
	case len(p.Mine) > 0:
		p.keep(func(u casework.UnitID) bool {
			return slices.ContainsFunc(one.Teams, func(t inspection.Team) bool { return t.Unit == u && slices.Contains(p.Mine, t.No) })
		})
	case one.State == schema.InspectionClosed && v.inspected(one.Teams):
		p.keep(v.Sight.Unit)
	default:
		return nil, casework.Errorf(casework.CodeForbidden, "forbidden.inspection_see", string(v.By.Person), id)
	}
	if err := v.pool(ctx, p); err != nil {
		return nil, err
	}
	if err := p.records(ctx, v); err != nil {
		return nil, err
	}
	var units []casework.UnitID
	persons := append([]casework.PersonID{one.OpenedBy}, p.Pool...)
	for _, t := range p.Teams {
		units, persons = append(units, t.Unit), append(append(persons, t.Leader), t.Members...)
	}
	for _, f := range p.Says {
		units, persons = append(units, f.Unit), append(persons, f.By)
	}
	for _, r := range one.Basis.Records {
		persons = append(persons, r.By)
	}
	if p.Names, p.Persons, err = v.e.Ledger.Names(ctx, units, persons); err != nil {
		return nil, err
	}
	p.Texts, err = v.e.Ledger.InspectionTexts(ctx, id)
	return p, err
}

// pool adds who may be in a team, for those who man them.
func (v *Viewer) pool(ctx context.Context, p *InspectionPage) error {
	if !p.MayOpen || p.State == schema.InspectionClosed {
		return nil
	}
	posts, _, err := v.e.Serving(ctx, p.Window.From)
	if err != nil {
		return err
	}
	for _, post := range posts {
		if post.Role == casework.PostInspector && !slices.Contains(p.Pool, post.Person) {
			p.Pool = append(p.Pool, post.Person)
		}
	}
	return nil
}

// keep leaves out what belongs to other units.
func (p *InspectionPage) keep(sees func(casework.UnitID) bool) {
	p.Teams = slices.DeleteFunc(slices.Clone(p.Teams), func(t inspection.Team) bool { return !sees(t.Unit) })
	whole := p.Sofar.Total
	sofar := *p.Sofar
	sofar.Units = slices.DeleteFunc(slices.Clone(sofar.Units), func(r inspection.Row) bool { return !sees(r.Unit) })
	sofar.Cases = slices.DeleteFunc(slices.Clone(sofar.Cases), func(e inspection.Entry) bool { return !sees(e.Unit) })
	sofar.Total = sumOf(sofar.Units, whole)
	p.Sofar = &sofar
	p.Says = slices.DeleteFunc(slices.Clone(p.Says), func(f inspection.Finding) bool {
		return !slices.ContainsFunc(sofar.Cases, func(e inspection.Entry) bool { return slices.Contains(e.Findings, f.Case) })
	})
}

func sumOf(rows []inspection.Row, like inspection.Row) inspection.Row {
	sum := inspection.Row{Unit: like.Unit}
	for _, r := range rows {
		sum.Drawn += r.Drawn
		sum.Recorded += r.Recorded
		sum.Confirmed += r.Confirmed
		sum.Partly += r.Partly
		sum.Contradicted += r.Contradicted
		sum.Missing += r.Missing
		sum.Findings += r.Findings
		sum.Reopened += r.Reopened
	}
	return sum
}

func taskKey(d inspection.Drawn) string {
	return inspection.Candidate{Case: d.Case, Task: d.Task}.ID()
}

// SamplePage is one task of the sample before its inspector.
type SamplePage struct {
	*InspectionPage
	Entry   inspection.Entry
	Line    Line
	Said    []casework.Event // what the unit has reported, the newest first
	Records []SiteRecord     // the newest first
	Ready   []schema.Upload  // what the reader has sent in and not handed in yet
	Finding []inspection.Finding
	At, Of  int    // its place among the team's
	Next    string // case/task of the next one without a record, "" when none is left
}

// SampleTask gives a task of the sample to a member of its team, or to whoever
// sees the inspection as a whole.
func (v *Viewer) SampleTask(ctx context.Context, id string, c casework.CaseID, task int) (*SamplePage, error) {
	p, err := v.Inspection(ctx, id)
	if err != nil {
		return nil, err
	}
	s := &SamplePage{InspectionPage: p, At: -1}
	for _, e := range p.Sofar.Cases {
		if e.Case == c && e.Task == task {
			s.Entry, s.At = e, 0
		}
	}
	if s.At < 0 {
		return nil, casework.Errorf(casework.CodeNotFound, "notfound.inspection_case", id, string(c))
	}
	own := slices.DeleteFunc(slices.Clone(p.Sofar.Cases), func(e inspection.Entry) bool { return e.Team != s.Entry.Team })
	here := slices.IndexFunc(own, func(e inspection.Entry) bool { return e.Case == c && e.Task == task })
	s.At, s.Of = here+1, len(own)
	for i := 1; i < len(own) && s.Next == ""; i++ { // onwards from here, then from the beginning
		if e := own[(here+i)%len(own)]; e.Verdict == "" {
			s.Next = taskKey(e.Drawn)
		}
	}
	view, err := v.e.Ledger.CaseView(ctx, c)
	if err != nil {
		return nil, err
	}
	read, err := v.e.reader(ctx, v.now)
	if err != nil {
		return nil, err
	}
	for i := range view.Lines {
		if view.Lines[i].Task == task {
			if s.Line, err = read(&view.Lines[i]); err != nil {
				return nil, err
			}
		}
	}
	for _, e := range slices.Backward(view.Events) {
		if e.Task == task && e.Detail.Text != "" && len(s.Said) < 5 {
			s.Said = append(s.Said, e)
		}
	}
	for _, r := range slices.Backward(p.Seen) {
		if r.Case == c && r.Task == task {
			s.Records = append(s.Records, r)
		}
	}
	for _, f := range p.Says {
		if slices.Contains(s.Entry.Findings, f.Case) {
			s.Finding = append(s.Finding, f)
		}
	}
	s.Ready, err = v.Ready(ctx, c)
	return s, err
}

// Candidates gives the list that the sample was drawn from, so that anybody who
// sees the whole inspection can draw it again.
func (v *Viewer) Candidates(ctx context.Context, id string) ([]inspection.Candidate, error) {
	if !v.runsInspections() {
		return nil, casework.Errorf(casework.CodeForbidden, "forbidden.inspection_see", string(v.By.Person), id)
	}
	if _, err := v.e.Ledger.Inspection(ctx, id); err != nil {
		return nil, err
	}
	return v.e.Ledger.InspectionCandidates(ctx, id)
}

// Redraw draws the sample again from the recorded seed and candidates and tells
// whether it is the recorded one.
func (v *Viewer) Redraw(ctx context.Context, id string) (same bool, err error) {
	list, err := v.Candidates(ctx, id)
	if err != nil {
		return false, err
	}
	one, err := v.e.Inspection(ctx, id)
	if err != nil {
		return false, err
	}
	sample, err := inspection.Draw(one.Seed, list, one.Rules.Sample)
	if err != nil {
		return false, err
	}
	drawn := make([]string, len(one.Basis.Drawn))
	for i, d := range one.Basis.Drawn {
		drawn[i] = taskKey(d)
	}
	picked := make([]string, len(sample.Picked))
	for i, c := range sample.Picked {
		picked[i] = c.ID()
	}
	slices.Sort(drawn)
	slices.Sort(picked)
	return sample.Digest == one.Digest && slices.Equal(drawn, picked), nil
}

// ClosingReport is the frozen report of an inspection.
type ClosingReport struct {
	inspection.Report
	Frozen schema.InspectionReport
	Page   *InspectionPage
}

// ClosingReport gives the frozen report, as far as the person sees it.
func (v *Viewer) ClosingReport(ctx context.Context, id string) (*ClosingReport, error) {
	p, err := v.Inspection(ctx, id)
	if err != nil {
		return nil, err
	}
	r := &ClosingReport{Page: p}
	if r.Frozen, err = v.e.Ledger.InspectionReport(ctx, id); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(r.Frozen.Body, &r.Report); err != nil {
		return nil, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	if err := v.e.ReportInOrder(ctx, &r.Report); err != nil {
		return nil, err
	}
	if !p.Whole {
		p.Sofar = &r.Report
		p.keep(func(u casework.UnitID) bool {
			return slices.ContainsFunc(p.Teams, func(t inspection.Team) bool { return t.Unit == u })
		})
		r.Report = *p.Sofar
	}
	return r, nil
}

// OpenInspection opens an inspection: see [Engine.OpenInspection].
func (v *Viewer) OpenInspection(ctx context.Context, o activities.InspectionOpening) (Inspected, error) {
	return v.e.OpenInspection(ctx, v.By, o)
}

// ManTeam gives a team another leader and other members: see [Engine.ManTeams].
func (v *Viewer) ManTeam(ctx context.Context, id string, t inspection.Team) error {
	_, err := v.e.ManTeams(ctx, v.By, id, []inspection.Team{t})
	return err
}

// FindOnSite makes a finding: see [Engine.FindOnSite].
func (v *Viewer) FindOnSite(ctx context.Context, id string, f Found) (inspection.Finding, error) {
	return v.e.FindOnSite(ctx, v.By, id, f)
}
