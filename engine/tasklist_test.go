package engine_test

// tasklist_test.go: a year's task list from its file to its quarters.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/round"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/examples/city"
	"duban/ledgerfile"
)

func TestTaskListOfAYear(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	file := city.TaskList()
	file.Code += enginetest.Prefix()
	year := time.Now().Year() - 1 // every quarter has passed
	file.Year = year
	path := t.TempDir() + "/tasklist.xlsx"
	require.NoError(t, ledgerfile.Write(path, file))
	imported, err := e.Import(t.Context(), path, engine.ImportOptions{CreateUnits: true}, nil)
	require.NoError(t, err)
	require.Len(t, file.Measures, imported.Started)
	list, err := e.TaskList(t.Context(), imported.Plan, time.Now())
	require.NoError(t, err)
	require.Len(t, list, len(file.Measures)*5)
	require.Len(t, list[0].Quarters, 4)
	require.Equal(t, file.Measures[0].Quarters[3], list[0].Quarters[3].Text)
	require.Equal(t, engine.QuarterMissed, list[0].Quarters[0].State)

	id, unit := list[0].Case, list[0].Unit
	office := enginetest.State(t, e, id).Parties.Office
	give := func(cmd casework.Command, unit casework.UnitID, role casework.PostRole) error {
		cmd.ID = casework.CommandID(enginetest.Prefix())
		cmd.By = casework.Requester{Person: casework.PersonID(role), Posts: []casework.Post{{Unit: unit, Role: role}}}
		_, err := e.Act(t.Context(), id, cmd)
		return err
	}
	require.NoError(t, give(casework.Command{Type: casework.CommandDispatch}, office, casework.PostOffice))
	require.NoError(t, give(casework.Command{Type: casework.CommandClaim, Task: 1}, unit, casework.PostReporter))
	first := casework.Command{Type: casework.CommandProgress, Task: 1, Text: "已完成", Milestone: list[0].Quarters[0].ID}
	require.NoError(t, give(first, unit, casework.PostReporter))
	require.Equal(t, casework.CodeRefused, casework.CodeOf(give(first, unit, casework.PostReporter)), "reached once")
	first.Milestone = "1999Q1"
	require.Equal(t, casework.CodeRefused, casework.CodeOf(give(first, unit, casework.PostReporter)))
	list, err = e.TaskList(t.Context(), imported.Plan, time.Now())
	require.NoError(t, err)
	require.Equal(t, engine.QuarterLate, list[0].Quarters[0].State)
	require.Equal(t, engine.QuarterMissed, list[0].Quarters[1].State)
	_, err = e.TaskList(t.Context(), "no-plan", time.Now())
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))

	// The round asks those who owe a quarter, and names who missed one.
	policy, err := e.Rules.Newest(t.Context(), casework.KindMeasure)
	require.NoError(t, err)
	cal, err := e.Rules.Calendar(t.Context())
	require.NoError(t, err)
	s := enginetest.State(t, e, id)
	s.Tasks[0].Dispatched = calendar.NewDate(year, time.January, 5).Start(cal.Zone())
	s.Tasks[1].Dispatched = s.Tasks[0].Dispatched
	owed := map[int]bool{}
	march := round.Month{Year: year, Month: time.March}
	for _, o := range round.Default().Owing(policy, cal, march, s, nil, march.End(cal.Zone())) {
		if o.Duty == round.DutyMilestone {
			owed[o.Task] = o.Done
		}
	}
	require.Equal(t, map[int]bool{1: true, 2: false}, owed, "the tasks that were dispatched")
}
