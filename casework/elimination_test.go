package casework_test

// elimination_test.go: what a page shows of the conditions is what the rules decide.

import (
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/caseworktest"
)

func TestConditionsShownAreThoseDecided(t *testing.T) {
	t.Parallel()
	p := casework.DefaultPolicy(casework.KindHousehold)
	now := caseworktest.At("2026-09-30")
	today := casework.Facts{Known: true}
	today.Today.Year, today.Today.Month, today.Today.Day = 2026, 9, 30
	tamper := []func(*casework.State, *casework.Assessment, *casework.Facts){
		func(s *casework.State, _ *casework.Assessment, _ *casework.Facts) { s.Household.Labour = 0 },
		func(s *casework.State, _ *casework.Assessment, _ *casework.Facts) {
			s.Listed = caseworktest.At("2026-06-01")
		},
		func(s *casework.State, _ *casework.Assessment, _ *casework.Facts) {
			s.Tasks[2].Outcome = casework.OutcomeOpen
		},
		func(_ *casework.State, _ *casework.Assessment, f *casework.Facts) { f.Lines = nil },
		func(_ *casework.State, a *casework.Assessment, _ *casework.Facts) { a.From = a.To.AddMonths(-1) },
		func(_ *casework.State, a *casework.Assessment, _ *casework.Facts) { a.Income = 8500 },
		func(_ *casework.State, a *casework.Assessment, _ *casework.Facts) { a.Spending = false },
		func(_ *casework.State, a *casework.Assessment, _ *casework.Facts) { a.Guarantees.Water = false },
	}
	ids := []string{"labour", "listed", "landed", "line", "window", "income", "spending", "guarantees"}
	for mask := range 1 << len(tamper) {
		s := &casework.State{Case: "h", Kind: casework.KindHousehold, Policy: p.Ref(), Seq: 20, Round: 1, Opened: caseworktest.At("2026-01-05"),
			Parties:   casework.Parties{Office: caseworktest.Monitoring, LeadUnit: caseworktest.Township},
			Household: &casework.HouseholdFacts{Members: 4, Labour: 2}, Listed: caseworktest.At("2026-01-20"),
			Tasks: []casework.Task{
				{No: 1, Role: casework.RoleLead, Unit: caseworktest.Village, Person: caseworktest.Helper.Person, Outcome: casework.OutcomeOpen, Step: "support"},
				{No: 2, Role: casework.RoleComparison, Unit: caseworktest.Medical, Outcome: casework.OutcomeClosed},
				{No: 3, Role: casework.RoleHelp, Unit: caseworktest.Medical, Outcome: casework.OutcomeClosed, Ended: caseworktest.At("2026-03-01")},
			}}
		facts, a := today, caseworktest.Assessment(today.Today)
		facts.Lines = map[int]int{2026: 8500}
		for i, change := range tamper {
			if mask&(1<<i) != 0 {
				change(s, a, &facts)
			}
		}
		met := true
		for i, c := range casework.EliminationConditions(p, s, a, facts) {
			require.Equal(t, ids[i], c.ID)
			met = met && c.State == casework.Met
			// An income above no line is no more than one below it.
			if broken := mask&(1<<i) != 0; c.ID != "income" {
				require.Equal(t, broken, c.State == casework.Unmet, "%s with %08b", c.ID, mask)
			}
		}
		_, err := casework.Decide(p, s, caseworktest.Command("x", casework.CommandSubmit, caseworktest.Helper, func(c *casework.Command) {
			c.Task, c.Text, c.Assessment = 1, "收入稳定", a
		}), facts, now)
		require.Equal(t, met, err == nil, "%08b: %v", mask, err)
		for _, c := range casework.EliminationConditions(p, s, nil, facts) {
			require.NotEqual(t, c.State == casework.Stated, c.ID == "labour" || c.ID == "listed" || c.ID == "landed" || c.ID == "line", c.ID)
		}
	}
}
