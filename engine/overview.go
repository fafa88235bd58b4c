package engine

// overview.go: how everything stands that a person sees: the leader's cockpit.
// Counted from what is counted ahead, so it is quick whatever the ledger's size.

import (
	"context"
	"encoding/json"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
	"duban/casework/round"
	"duban/schema"
)

// Overview is how everything stands that a person sees.
type Overview struct {
	AsOf       time.Time
	Today      calendar.Date
	WeekEnd    calendar.Date // the last day of "this week": six days from today
	Whole      bool          // of the whole city, or of a whole column
	Plan       schema.Plan   // whose completion is shown; zero for none
	Plans      bool          // there are plans: without a completion, none of them has problems
	Completion casework.Table
	Tasks      casework.TaskFigures
	Week       []schema.DueDay // due this week, day by day
	Households Households
	Round      *RoundView      // this month's, nil if none is open
	Month      *round.Snapshot // the newest frozen month, nil for none
	Trend      []TrendPoint    // frozen months, the oldest first
	Weeks      []WeekPoint     // closed in the last weeks, the oldest first; none where nothing was
}

// Households is how the monitored households stand.
type Households struct {
	Identifying, Open, Eliminated casework.Heads
	Rate                          float64 // eliminated of listed households, percent, one decimal
}

// TrendPoint is one frozen month.
type TrendPoint struct {
	Month   string `json:"month"`
	Open    int    `json:"open"`
	Overdue int    `json:"overdue"`
	Closed  int    `json:"closed"` // in the month
}

// trendMonths is how many months the trend goes back.
const trendMonths = 12

// Columns gives the columns of the completion table that the person sees as a
// whole, and whether the person's sight is made of them: else their units are
// counted one by one.
func (v *Viewer) Columns(ctx context.Context) (cols []casework.Column, whole bool, err error) {
	list, err := v.e.Ledger.Columns(ctx)
	if err != nil {
		return nil, false, err
	}
	for _, c := range list {
		if v.Sight.Unit(c.ID) {
			cols = append(cols, casework.Column{ID: c.ID, Name: c.Name})
		}
	}
	return cols, v.Sight.Everything || len(cols) > 0, nil
}

// Overview counts how everything stands.
func (v *Viewer) Overview(ctx context.Context, plan string) (*Overview, error) {
	o := &Overview{AsOf: v.now, Today: v.Today, WeekEnd: v.Today.AddDays(6)}
	cols, whole, err := v.Columns(ctx)
	if err != nil {
		return nil, err
	}
	o.Whole = whole
	filter := schema.TallyFilter{Today: o.Today, Until: o.WeekEnd}
	switch {
	case v.Sight.Everything: // every task, those of no column too
	case whole:
		for _, c := range cols {
			filter.Columns = append(filter.Columns, c.ID)
		}
	case len(v.Sight.Units) > 0:
		filter.Units = v.Sight.Units
	default:
		filter.Units = []casework.UnitID{""} // nothing
	}
	tallies, err := v.e.Ledger.Tallies(ctx, filter)
	if err != nil {
		return nil, err
	}
	ladders, err := v.ladders(ctx)
	if err != nil {
		return nil, err
	}
	o.Tasks = casework.Count(tallies, ladders)
	people.ByUnit(v.chart, o.Tasks.Units, func(u *casework.UnitFigures) casework.UnitID { return u.Unit })
	if o.Week, err = v.e.Ledger.DueByDay(ctx, filter); err != nil {
		return nil, err
	}
	if err := v.completion(ctx, o, plan, cols); err != nil {
		return nil, err
	}
	if o.Households, err = v.households(ctx); err != nil {
		return nil, err
	}
	if o.Weeks, err = v.weeks(ctx); err != nil {
		return nil, err
	}
	return o, v.months(ctx, o)
}

// ladders gives the ladder of each plan: of the newest policy of its kind.
func (v *Viewer) ladders(ctx context.Context) (casework.LadderOf, error) {
	ladders := map[casework.Kind][]casework.Rung{}
	of := func(plan string) casework.Kind {
		for _, k := range []casework.Kind{casework.KindHousehold, casework.KindFinding, casework.KindDirective} {
			if plan == schema.PlanOf(k) {
				return k
			}
		}
		return casework.KindMeasure
	}
	policies, err := v.e.Ledger.Policies(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range policies { // the newest of a kind comes last
		ladders[p.Kind] = p.Ladder
	}
	return func(plan string) []casework.Rung { return ladders[of(plan)] }, nil
}

// completion adds the completion table of a plan ("" = see [Engine.planShown]), as
// far as the person sees its columns. A plan without problems has none.
func (v *Viewer) completion(ctx context.Context, o *Overview, plan string, cols []casework.Column) error {
	c, err := v.completionOf(ctx, plan, cols)
	if casework.CodeOf(err) == casework.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if o.Plans = len(c.Plans) > 0; len(c.Problems) > 0 {
		o.Plan, o.Completion = c.Plan, c.Table
	}
	return nil
}

// grid counts the completion table of a plan with its cells.
func (v *Viewer) grid(ctx context.Context, plan string, cols []casework.Column) (casework.Grid, []schema.Problem, error) {
	problems, err := v.e.Ledger.Problems(ctx, plan)
	if err != nil {
		return casework.Grid{}, nil, err
	}
	tallies, err := v.e.Ledger.ProblemTallies(ctx, plan)
	if err != nil {
		return casework.Grid{}, nil, err
	}
	numbers := make([]string, len(problems))
	for i, p := range problems {
		numbers[i] = p.No
	}
	return casework.CompletionOf(numbers, cols, tallies), problems, nil
}

// Completion is the completion table as a person sees it.
type Completion struct {
	casework.Grid
	Plan     schema.Plan
	Plans    []schema.Plan // that have problems
	Columns  []casework.Column
	Problems []schema.Problem
}

// Completion counts the completion table of a plan ("" = see [Engine.planShown])
// with its cells, as far as the person sees its columns.
func (v *Viewer) Completion(ctx context.Context, plan string) (*Completion, error) {
	cols, _, err := v.Columns(ctx)
	if err != nil {
		return nil, err
	}
	return v.completionOf(ctx, plan, cols)
}

func (v *Viewer) completionOf(ctx context.Context, plan string, cols []casework.Column) (*Completion, error) {
	c := &Completion{Columns: cols}
	plans, _, err := v.e.countedPlans(ctx)
	if err != nil {
		return nil, err
	}
	shown := plan
	if shown == "" {
		if shown, err = v.e.planShown(ctx); err != nil {
			return nil, err
		}
	}
	for _, p := range plans {
		c.Plans = append(c.Plans, p)
		if p.ID == shown {
			c.Plan = p
		}
	}
	if c.Plan.ID == "" {
		if plan != "" {
			return nil, casework.Errorf(casework.CodeNotFound, "notfound.plan", plan)
		}
		return c, nil
	}
	c.Grid, c.Problems, err = v.grid(ctx, c.Plan.ID, cols)
	return c, err
}

// households counts the monitored households that the person sees.
func (v *Viewer) households(ctx context.Context) (h Households, err error) {
	var villages []casework.UnitID
	if !v.Sight.Everything {
		if villages = v.Sight.Units; len(villages) == 0 {
			return h, nil
		}
	}
	counts, err := v.e.Ledger.HouseholdCounts(ctx, villages)
	if err != nil {
		return h, err
	}
	add := func(to *casework.Heads, c schema.HouseholdCount) {
		to.Households += c.Households
		to.People += c.People
	}
	for _, c := range counts {
		switch {
		case c.Outcome == casework.OutcomeExcluded:
		case c.Stage == casework.StageAssign:
			add(&h.Identifying, c)
		case c.Stage == casework.StageClosed:
			add(&h.Eliminated, c)
		default:
			add(&h.Open, c)
		}
	}
	h.Rate = casework.Percent(h.Eliminated.Households, h.Eliminated.Households+h.Open.Households)
	return h, nil
}

// months adds this month's round and what the frozen months say.
func (v *Viewer) months(ctx context.Context, o *Overview) error {
	now := round.Month{Year: v.Today.Year, Month: v.Today.Month}
	view, err := v.e.Round(ctx, now)
	switch casework.CodeOf(err) {
	case casework.CodeNotFound:
	default:
		if err != nil {
			return err
		}
		o.Round = &view
	}
	rounds, err := v.e.Ledger.Rounds(ctx)
	if err != nil || !v.Sight.Everything {
		return err
	}
	for _, r := range rounds {
		if r.Digest == "" || len(o.Trend) == trendMonths {
			continue
		}
		month, err := round.ParseMonth(r.Month)
		if err != nil {
			return casework.Wrap(casework.CodeInternal, err, "internal.fault")
		}
		s, err := v.e.frozen(ctx, month, r.Digest)
		if err != nil {
			return err
		}
		if o.Month == nil {
			newest := *s
			if newest.Alerts, err = v.e.alertsInOrder(ctx, s.Alerts); err != nil {
				return err
			}
			o.Month = &newest
		}
		o.Trend = append([]TrendPoint{{Month: s.Month, Open: s.Total.Open, Overdue: s.Total.Overdue.Count, Closed: s.Total.Closed.Count}}, o.Trend...)
	}
	return nil
}

// frozen gives the snapshot of a frozen month. It never changes, so each is read
// once.
func (e *Engine) frozen(ctx context.Context, month round.Month, digest string) (*round.Snapshot, error) {
	if known, ok := e.months.Load(digest); ok {
		if s, ok := known.(*round.Snapshot); ok {
			return s, nil
		}
	}
	body, _, err := e.Ledger.SnapshotOf(ctx, month)
	if err != nil {
		return nil, err
	}
	var s round.Snapshot
	if err := json.Unmarshal(body, &s); err != nil {
		return nil, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	e.months.Store(digest, &s)
	return &s, nil
}
