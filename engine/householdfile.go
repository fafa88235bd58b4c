package engine

// householdfile.go: from a household ledger to the ledger's rows: the
// organisation that it names and a case for each household.

import (
	"context"
	"slices"
	"strings"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/ledgerfile"
	"duban/schema"
)

// ImportHouseholds takes a household ledger in and starts its cases; digest
// tells whether it is the one imported last.
func (e *Engine) ImportHouseholds(ctx context.Context, file *ledgerfile.Households, digest string, o ImportOptions, progress Progress) (Imported, error) {
	out, err := e.EnterHouseholds(ctx, file, digest, o)
	if err != nil || o.DryRun {
		return out, err
	}
	out.Started, err = e.StartPending(ctx, out.Plan, progress)
	return out, err
}

// EnterHouseholds brings the ledger to a household file and leaves the
// workflows of new cases to be started. A household that is known keeps its
// case: what a file says later of its course is given as commands.
func (e *Engine) EnterHouseholds(ctx context.Context, file *ledgerfile.Households, digest string, o ImportOptions) (Imported, error) {
	if err := unlessOperator(o.By, casework.AuthoriseImporting); err != nil {
		return Imported{}, err
	}
	now := time.Now()
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return Imported{}, err
	}
	id := schema.PlanOf(casework.KindHousehold)
	known, exists, err := e.Ledger.LoadPlan(ctx, id)
	if err != nil {
		return Imported{}, err
	}
	policy, err := e.Rules.Newest(ctx, casework.KindHousehold)
	if err != nil {
		return Imported{}, err
	}
	build := householdRows{
		planRows: planRows{file: &ledgerfile.Plan{Title: file.Title, Units: file.Units, Persons: file.Persons}, id: id,
			known: known, policy: policy, zone: cal.Zone(), now: now, createUnits: o.CreateUnits},
		households: file.Rows,
	}
	rows, err := build.build()
	if err != nil {
		return Imported{}, err
	}
	rows.Plan.Digest = digest
	out := Imported{Kind: ledgerfile.SheetHouseholds, Plan: id, Title: file.Title, DryRun: o.DryRun, Warnings: file.Warnings, Sheets: file.Sheets,
		Units: len(rows.Units), Persons: len(rows.Persons), Households: len(rows.Starts)}
	for _, s := range rows.Starts {
		out.Tasks += len(s.Opening.Tasks)
	}
	out.Unchanged = exists && known.Plan.Digest == digest
	if out.Unchanged {
		return out, nil
	}
	states, err := e.householdStates(ctx, known, now)
	if err != nil {
		return out, err
	}
	diff := compareHouseholds(known, &build, states, o.By)
	out.Rows = diff.rows
	if o.DryRun {
		return out, nil
	}
	sealed := make([]schema.HouseholdRow, len(build.facts))
	for i, f := range build.facts {
		if sealed[i], err = e.seal(f, personalOf(&file.Rows[i]), now); err != nil {
			return out, err
		}
	}
	// The plan's digest, written last, says that the file is in.
	if err := e.Ledger.PutHouseholds(ctx, sealed); err != nil {
		return out, err
	}
	if err := e.amend(ctx, diff.amendments, o.By); err != nil {
		return out, err
	}
	return out, e.Ledger.ImportPlan(ctx, rows)
}

func personalOf(h *ledgerfile.Household) Personal {
	return Personal{IDNumber: h.IDNumber, Phone: h.Phone, Bank: h.Bank, Risks: h.Risks, Members: h.Members}
}

// householdRows turns a household file into rows.
type householdRows struct {
	planRows

	households  []ledgerfile.Household
	facts       []schema.Household
	departments map[casework.UnitID]casework.UnitID // county → who compares data there
	missing     []string                            // units that the file names and nobody knows
}

func (b *householdRows) build() (schema.PlanRows, error) {
	if _, err := b.planRows.build(); err != nil {
		return b.out, err
	}
	seen := map[casework.CaseID]string{}
	for i := range b.households {
		h := &b.households[i]
		id := householdID(h.No)
		if other, twice := seen[id]; twice {
			return b.out, casework.Errorf(casework.CodeInvalid, "invalid.measure_numbers", other, h.No)
		}
		seen[id] = h.No
		opening := b.opening(h)
		if err := b.opens(id, h.No, opening); err != nil {
			return b.out, err
		}
		b.facts = append(b.facts, schema.Household{Case: id, No: h.No, Head: h.Head, People: h.People, Labour: h.Labour,
			County: b.place("", "", h.County), Township: opening.Parties.LeadUnit, Village: opening.Tasks[0].Unit, Group: h.Group,
			Type: h.Type, Category: h.Category, Channel: h.Channel, Clue: h.Clue, Income: h.Income, IncomeFrom: h.IncomeFrom,
			IncomeTo:   h.IncomeTo,
			Guarantees: casework.Guarantees{Education: h.Education, Medical: h.Medical, Housing: h.Housing, Water: h.Water}})
		b.out.Starts = append(b.out.Starts, schema.CaseStart{Case: id, Opening: opening, Policy: b.policy.Ref(), Created: b.now})
	}
	if len(b.missing) > 0 {
		slices.Sort(b.missing)
		return b.out, casework.Errorf(casework.CodeInvalid, "invalid.unknown_units", strings.Join(slices.Compact(b.missing), "、"))
	}
	return b.out, nil
}

// householdID builds a case's ID from a household's number, which is given by
// the office and says nothing of the people.
func householdID(no string) casework.CaseID { return caseIDOf("HU", no) }

func (b *householdRows) opening(h *ledgerfile.Household) casework.Opening {
	county := b.place("", "", h.County)
	township := b.place(h.County, "", h.Township)
	village := b.place(h.County, h.Township, h.Village)
	atOnce := casework.Deadline{Type: calendar.AtOnce}
	helper := b.named(h.Helper, village, casework.PostHelper)
	o := casework.Opening{
		Kind: casework.KindHousehold, Plan: b.id,
		Parties:   casework.Parties{Office: b.childOf(county, casework.UnitMonitoring, county), LeadUnit: township},
		Household: &casework.HouseholdFacts{Members: h.People, Labour: h.Labour},
		Tasks: []casework.OpeningTask{
			{Role: casework.RoleLead, Unit: village, Person: helper, Deadline: atOnce},
			{Role: casework.RoleComparison, Unit: b.comparing(county), Deadline: atOnce},
		},
	}
	var help []casework.OpeningTask
	for _, m := range h.Help {
		help = append(help, casework.OpeningTask{Role: casework.RoleHelp, Unit: b.department(county, m.Unit),
			Title: casework.MaskNumbers(m.Text), Deadline: atOnce})
	}
	o.Carried = householdPast(h, help, helper, b.zone, calendar.DateOf(b.now, b.zone))
	return o
}

// opens tries the opening out: one that the rules refuse would fail its workflow,
// and the import would wait for it in vain.
func (b *householdRows) opens(id casework.CaseID, no string, o casework.Opening) error {
	if len(b.missing) > 0 { // what is missing is said first
		return nil
	}
	cmd := casework.Command{ID: "open", Type: casework.CommandOpen, Opening: &o}
	if _, err := casework.Decide(b.policy, &casework.State{Case: id}, cmd, casework.Facts{}, b.now); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.household_course", no)
	}
	return nil
}

// place finds a unit that a file names shortly: 上马泉村 of 张易镇 of 原州区.
func (b *householdRows) place(county, township, name string) casework.UnitID {
	unit, ok := b.find(county, township, name)
	if !ok {
		b.missing = append(b.missing, county+township+name)
	}
	return unit
}

func (b *householdRows) find(county, township, name string) (casework.UnitID, bool) {
	for _, full := range []string{county + township + name, township + name, county + name, name} {
		if _, ok := b.units[casework.UnitID(full)]; ok && full != "" {
			return casework.UnitID(full), true
		}
	}
	return "", false
}

// department finds who gives a help measure, by a full or a short name. One that
// nobody knows is created below its county if that is asked for: a measure must
// not rest with a name that nobody can act for.
func (b *householdRows) department(county casework.UnitID, name string) casework.UnitID {
	if unit, ok := b.find(string(county), "", name); ok {
		return unit
	}
	if !b.createUnits {
		b.missing = append(b.missing, name)
		return ""
	}
	b.addUnit(schema.Unit{ID: casework.UnitID(name), Name: name, Parent: county, Kind: casework.UnitDepartment})
	return casework.UnitID(name)
}

// childOf gives the first unit of a kind below another, or what stands in for it.
func (b *householdRows) childOf(parent casework.UnitID, kind casework.UnitKind, instead casework.UnitID) casework.UnitID {
	for _, list := range [][]schema.Unit{b.out.Units, b.known.Units} {
		i := slices.IndexFunc(list, func(u schema.Unit) bool { return u.Kind == kind && u.Parent == parent })
		if i >= 0 {
			return list[i].ID
		}
	}
	return instead
}

// comparing gives the department that compares data for a county.
func (b *householdRows) comparing(county casework.UnitID) casework.UnitID {
	if b.departments == nil {
		b.departments = map[casework.UnitID]casework.UnitID{}
	}
	if _, ok := b.departments[county]; !ok {
		b.departments[county] = b.childOf(county, casework.UnitDepartment, county)
	}
	return b.departments[county]
}
