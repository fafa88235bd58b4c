package caseworktest

// household.go: the cast and the plot of a household at risk.

import (
	"duban/casework"
	"duban/casework/calendar"
)

// The units of a household's case.
const (
	Village    casework.UnitID = "原州区张易镇上马泉村"
	Township   casework.UnitID = "原州区张易镇"
	Monitoring casework.UnitID = "原州区防返贫监测办公室"
	Medical    casework.UnitID = "原州区医保局"
	Housing    casework.UnitID = "原州区住建局"
)

// The cast of a household's case.
var (
	Secretary    = person("secretary", Village, casework.PostReporter)
	Helper       = person("helper", Village, casework.PostHelper)
	TownClerk    = person("town-clerk", Township, casework.PostVerifier)
	TownHead     = person("town-head", Township, casework.PostHead)
	CountyClerk  = person("county-clerk", Monitoring, casework.PostOffice)
	CountyOffice = person("county-office", Monitoring, casework.PostOffice)
)

// HouseholdOpening gives the opening of a household of four, two of them able
// to work, with its own task and the data comparison.
func HouseholdOpening() *casework.Opening {
	atOnce := casework.Deadline{Type: calendar.AtOnce}
	return &casework.Opening{
		Kind: casework.KindHousehold, Plan: "households",
		Parties:   casework.Parties{Office: Monitoring, LeadUnit: Township},
		Household: &casework.HouseholdFacts{Members: 4, Labour: 2},
		Tasks: []casework.OpeningTask{
			{Role: casework.RoleLead, Unit: Village, Person: Helper.Person, Deadline: atOnce},
			{Role: casework.RoleComparison, Unit: Medical, Deadline: atOnce},
		},
	}
}

// Help gives a help measure of a department, to land at once.
func Help(unit casework.UnitID, title string) casework.OpeningTask {
	return casework.OpeningTask{Role: casework.RoleHelp, Unit: unit, Title: title, Deadline: casework.Deadline{Type: calendar.AtOnce}}
}

// Listing gives the commands from the clue to the listing; the village notice,
// which time ends, lies after the deliberation.
func Listing() []casework.Command {
	said := func(text string) func(*casework.Command) { return func(c *casework.Command) { c.Text = text } }
	return []casework.Command{
		Command("relay", casework.CommandDispatch, TownClerk),
		Command("survey", casework.CommandSurvey, Secretary, said("入户核实，已授权")),
		Command("compare", casework.CommandCompare, Reporter(Medical), said("比对无车无房")),
		Command("deliberate", casework.CommandDeliberate, Secretary, said("村民代表会议通过")),
		Command("endorse", casework.CommandEndorse, TownHead, said("同意纳入")),
		Command("approve", casework.CommandApprove, CountyOffice, said("同意")),
		Command("enter", casework.CommandEnter, TownClerk, said("已录入系统")),
		Command("plan", casework.CommandPlan, Helper, said("大病救助、危房改造"), func(c *casework.Command) {
			c.Tasks = []casework.OpeningTask{Help(Medical, "大病救助"), Help(Housing, "危房改造")}
		}),
	}
}

// Assessment gives an assessment that meets every condition, for a window of a
// half year up to a day.
func Assessment(to calendar.Date) *casework.Assessment {
	return &casework.Assessment{
		Mode: casework.ModeHelp, Income: 12000, From: to.AddMonths(-6), To: to, Spending: true,
		Guarantees: casework.Guarantees{Education: true, Medical: true, Housing: true, Water: true},
	}
}

// Elimination gives the commands from the proposal to the mark; the notice,
// which time ends, lies after the check.
func Elimination(to calendar.Date) []casework.Command {
	return []casework.Command{
		Command("propose", casework.CommandSubmit, Helper, func(c *casework.Command) {
			c.Task, c.Text, c.Assessment = 1, "收入稳定，三保障达标", Assessment(to)
		}),
		Command("check", casework.CommandPass, TownClerk, func(c *casework.Command) { c.Task = 1 }),
		Command("review", casework.CommandSign, CountyOffice),
		Command("mark", casework.CommandRecognise, CountyOffice),
	}
}
