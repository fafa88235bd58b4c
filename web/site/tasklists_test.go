package site_test

// tasklists_test.go: a year's task list in the browser: taken in by the one way of
// imports, read by quarter, by unit and by what is missed.

import (
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine/enginetest"
	"duban/examples/city"
	"duban/ledgerfile"
	"duban/web/webtest"
)

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return content
}

func TestATaskListIsTakenInAndRead(t *testing.T) {
	t.Parallel()
	s := webtest.WithMeasures(t, ledgerfile.Share{Unit: "泾源县"})
	zone := mustZone(t)
	file := city.TaskList()
	file.Code = enginetest.Prefix()
	file.Year = time.Now().In(zone).Year() - 1 // every quarter has passed
	file.Measures = file.Measures[:2]
	for i := range file.Measures {
		end := calendar.Deadline{Kind: calendar.ByDate, Date: calendar.DateOf(time.Now(), zone).AddDays(40)}
		for j := range file.Measures[i].Shares {
			file.Measures[i].Shares[j].Deadline, file.Measures[i].Shares[j].OriginalDue = end, end.Date
		}
		file.Measures[i].Deadline, file.Measures[i].OriginalDue = end, end.Date
	}
	path := filepath.Join(t.TempDir(), "任务清单.xlsx")
	require.NoError(t, ledgerfile.Write(path, file))

	office := s.As(t, "zhoushuyi", webtest.Desk)
	require.NoError(t, office.Visit("/tasklists"))
	text, err := office.Text("main")
	require.NoError(t, err)
	require.Contains(t, text, "还没有任务清单")
	require.NoError(t, office.Do(chromedp.SetUploadFiles(`#put input[type=file]`, []string{path}, chromedp.ByQuery),
		chromedp.Submit(`#put input[type=file]`, chromedp.ByQuery), chromedp.WaitVisible(`.preview form button`, chromedp.ByQuery)))
	text, err = office.Text(".preview")
	require.NoError(t, err)
	require.Contains(t, text, "季度节点 40 个", "two tasks, five counties, four quarters")
	require.NoError(t, office.Do(tap(`.preview form button`), chromedp.WaitVisible(`a[href="/tasklists/`+file.Code+`"]`, chromedp.ByQuery),
		tap(`a[href="/tasklists/`+file.Code+`"]`), chromedp.WaitVisible(`.tasklist-task`, chromedp.ByQuery)))
	var missed int
	require.NoError(t, office.Do(chromedp.Evaluate(`document.querySelectorAll(".quarters .q.missed").length`, &missed)))
	require.Equal(t, 40, missed)
	expectNoBarriers(t, office, "a task list")

	// A unit reports its first quarter on the case's page, to which the quarter leads.
	lines, err := s.Engine.TaskList(t.Context(), file.Code, time.Now())
	require.NoError(t, err)
	id, task := casework.CaseID(""), 0
	for _, l := range lines {
		if l.Unit == "泾源县" && id == "" {
			id, task = l.Case, l.Task
		}
	}
	quarter := strconv.Itoa(file.Year) + "Q1"
	act := func(who casework.PersonID, cmd casework.Command) {
		t.Helper()
		cmd.ID = casework.CommandID(enginetest.Prefix())
		_, err := viewerOf(t, s, who).Act(t.Context(), id, cmd)
		require.NoError(t, err)
	}
	act("zhoushuyi", casework.Command{Type: casework.CommandDispatch})
	act("yuxiaomei", casework.Command{Type: casework.CommandClaim, Task: task})
	unit := s.As(t, "yuxiaomei", webtest.Phone)
	require.NoError(t, unit.Visit("/tasklists/"+file.Code+"?unit=泾源县&state=missed"))
	expectNoBarriers(t, unit, "a task list, phone")
	var wide bool
	require.NoError(t, unit.Do(chromedp.Evaluate(`document.documentElement.scrollWidth > innerWidth + 1`, &wide)))
	require.False(t, wide)
	act("yuxiaomei", casework.Command{Type: casework.CommandProgress, Task: task, Text: "已完成", Milestone: quarter})
	require.NoError(t, unit.Visit("/tasklists/"+file.Code+"?unit=泾源县&quarter="+quarter+"&state=done"))
	require.NoError(t, unit.Do(chromedp.WaitVisible(`.quarters .q.late`, chromedp.ByQuery)))
	text, err = unit.Text(".head.sub .count")
	require.NoError(t, err)
	require.Contains(t, text, "显示 1 项")
	anchor := "milestone-" + strconv.Itoa(task) + "-" + quarter
	require.NoError(t, unit.Do(tap(`a[href="/cases/`+string(id)+`#`+anchor+`"]`), chromedp.WaitVisible(`[id="`+anchor+`"].reached`, chromedp.ByQuery)))

	// The list of lists counts the same, and its figures lead there.
	_, _, page := get(t, signedIn(t, s, "zhoushuyi"), s.URL+"/tasklists")
	require.Regexp(t, `state=missed"><strong>39</strong>`, string(page))
	require.Regexp(t, `state=done">1</a>`, string(page))
	require.Equal(t, http.StatusForbidden, statusOf(t, visiting(t, s, "suxiaotang"), s.URL+"/tasklists"))
	require.Equal(t, http.StatusForbidden, statusOf(t, visiting(t, s, "suxiaotang"), s.URL+"/tasklists/"+file.Code))
	county := visiting(t, s, "yuxiaomei")
	require.Equal(t, http.StatusNotFound, statusOf(t, county, s.URL+"/tasklists/"+s.Plan), "a plan without quarters is no task list")
	_, _, page = get(t, county, s.URL+"/tasklists")
	require.NotContains(t, string(page), `action="/imports"`, "who may not take files in is not asked for one")
}
