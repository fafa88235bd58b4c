package api_test

// lists_test.go: sweeps and task lists as programs read them.

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/examples/city"
	"duban/ledgerfile"
	"duban/web/api"
	"duban/web/webtest"
)

func TestSweepsAndTaskListsAreReadAsThePersonSeesThem(t *testing.T) {
	t.Parallel()
	s := webtest.WithMeasures(t, ledgerfile.Share{Unit: "泾源县"})
	cal, err := s.Engine.Rules.Calendar(t.Context())
	require.NoError(t, err)
	plan, due := "DPC"+enginetest.Prefix(), calendar.DateOf(time.Now(), cal.Zone()).AddDays(30)
	by, err := s.Engine.Requester(t.Context(), "zhoushuyi", time.Now())
	require.NoError(t, err)
	_, err = s.Engine.OpenSweep(t.Context(), by, engine.SweepOpening{Plan: plan, Due: due, File: city.Standards()})
	require.NoError(t, err)
	id, err := s.Engine.AnswerFound(t.Context(), by, plan, engine.SelfFound{Standard: "7.2", Unit: "泾源县", Problem: "缺记录", Measure: "补齐", Due: due, Key: plan})
	require.NoError(t, err)
	tasks := city.TaskList()
	tasks.Code, tasks.Measures = enginetest.Prefix(), tasks.Measures[:1]
	_, err = s.Engine.ImportPlan(t.Context(), tasks, "test", engine.ImportOptions{}, nil)
	require.NoError(t, err)

	office, county, administrator := as(t, s, "zhoushuyi", casework.TokenRead), as(t, s, "suchenglin", casework.TokenRead), as(t, s, "suxiaotang", casework.TokenRead)
	var sweeps list[api.Sweep]
	office.get("/api/v1/sweeps").read(t, &sweeps)
	require.Len(t, sweeps.Items, 1)
	require.Equal(t, api.SweepCount{Found: 1, Owing: 599, Problems: 1}, sweeps.Items[0].Total)
	require.Empty(t, sweeps.Items[0].Places)
	var sweep api.Sweep
	office.get("/api/v1/sweeps/"+plan).read(t, &sweep)
	require.Len(t, sweep.Places, 600)
	require.Len(t, sweep.Standards, 100)
	require.Equal(t, due, sweep.Due)
	found := 0
	for _, p := range sweep.Places {
		if p.State == engine.PlaceFound {
			found++
			require.Equal(t, []casework.CaseID{id}, p.Cases)
		}
	}
	require.Equal(t, 1, found)
	county.get("/api/v1/sweeps/"+plan).read(t, &sweep)
	require.Equal(t, []api.SweepCount{{Unit: "西吉县", Owing: 100}}, sweep.Units, "their own column")

	var lists list[api.TaskList]
	county.get("/api/v1/task-lists").read(t, &lists)
	require.Len(t, lists.Items, 1)
	require.Equal(t, api.MilestoneCount{Missed: 4}, lists.Items[0].Milestones, "their own task, four quarters")
	office.get("/api/v1/task-lists").read(t, &lists)
	require.Equal(t, api.MilestoneCount{Missed: 20}, lists.Items[0].Milestones, "five counties")
	var one api.TaskList
	county.get("/api/v1/task-lists/"+tasks.Code).read(t, &one)
	require.Len(t, one.Tasks, 1)
	require.Len(t, one.Tasks[0].Quarters, 4)
	require.Equal(t, tasks.Measures[0].Quarters[0], one.Tasks[0].Quarters[0].Text)

	// One of several departments reads its own answers; of others only that they answered.
	_, err = s.Engine.AnswerFound(t.Context(), viewerOf(t, s, "gaozhijian").By, plan, engine.SelfFound{Standard: "7.1", Unit: "市直部门", Problem: "危房", Measure: "拆除", Due: due, Key: plan + "/d"})
	require.NoError(t, err)
	department := as(t, s, "qianzhengming", casework.TokenRead)
	department.get("/api/v1/sweeps/"+plan).read(t, &sweep)
	at := slices.IndexFunc(sweep.Places, func(p api.SweepPlace) bool { return p.Standard == "7.1" && p.Unit == "市直部门" })
	require.Equal(t, api.SweepPlace{Standard: "7.1", Unit: "市直部门", State: engine.PlaceOthers}, sweep.Places[at])
	require.Equal(t, 1, sweep.Total.Others)

	// What was withdrawn says so.
	require.NoError(t, viewerOf(t, s, "zhoushuyi").WithdrawTaskList(t.Context(), tasks.Code, "导错了"))
	county.get("/api/v1/task-lists/"+tasks.Code).read(t, &one)
	require.Equal(t, "导错了", one.Withdrawn.Reason)
	answers, err := s.Engine.Ledger.Answers(t.Context(), plan)
	require.NoError(t, err)
	for _, a := range answers {
		enginetest.State(t, s.Engine, a.Case)
		_, err = viewerOf(t, s, "zhoushuyi").Act(t.Context(), a.Case, casework.Command{ID: "off", Type: casework.CommandCancel, Reason: "开错了"})
		require.NoError(t, err)
	}
	require.NoError(t, viewerOf(t, s, "zhoushuyi").WithdrawSweep(t.Context(), plan, "开错了"))
	office.get("/api/v1/sweeps").read(t, &sweeps)
	require.Equal(t, engine.SweepWithdrawn, sweeps.Items[0].State)
	require.Equal(t, casework.PersonID("zhoushuyi"), sweeps.Items[0].Withdrawn.By)
	var plans list[api.Plan]
	office.get("/api/v1/plans").read(t, &plans)
	for _, p := range plans.Items {
		require.Equal(t, p.ID == plan || p.ID == tasks.Code, p.Withdrawn, p.ID)
	}

	require.Equal(t, "notfound.sweep", office.get("/api/v1/sweeps/none").problem(t, http.StatusNotFound).Key)
	require.Equal(t, "notfound.tasklist", office.get("/api/v1/task-lists/"+s.Plan).problem(t, http.StatusNotFound).Key)
	require.Equal(t, "forbidden.sweeps", administrator.get("/api/v1/sweeps/"+plan).problem(t, http.StatusForbidden).Key)
	require.Equal(t, "forbidden.see", administrator.get("/api/v1/task-lists/"+tasks.Code).problem(t, http.StatusForbidden).Key)
}

func viewerOf(t *testing.T, s *webtest.Site, who casework.PersonID) *engine.Viewer {
	t.Helper()
	v, err := s.Engine.Viewer(t.Context(), who, time.Now())
	require.NoError(t, err)
	return v
}
