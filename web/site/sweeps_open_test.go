package site_test

// sweeps_open_test.go: opening a sweep from its workbook, and one of a province's size.

import (
	"bytes"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/examples/city"
	"duban/ledgerfile"
	"duban/schema"
	"duban/web/webtest"
)

func TestAWorkbookOfStandardsIsLookedAtBeforeItIsOpened(t *testing.T) {
	t.Parallel()
	s := webtest.WithMeasures(t, ledgerfile.Share{Unit: "泾源县"})
	book := func(rows ...ledgerfile.StandardRow) []byte {
		path := filepath.Join(t.TempDir(), "standards.xlsx")
		require.NoError(t, ledgerfile.WriteStandards(path, &ledgerfile.Standards{Title: "试排查", Rows: rows}))
		return readFile(t, path)
	}
	good := ledgerfile.StandardRow{Class: "饮水安全", No: "1.1", Text: "水量达标", LeadUnit: "市水务局"}
	unknown := ledgerfile.StandardRow{Class: "饮水安全", No: "1.2", Text: "水质达标", LeadUnit: "市水利局"}
	office := signedIn(t, s, "zhoushuyi")
	for _, who := range []string{"yuxiaomei", "suxiaotang"} {
		status, _, _ := upload(t, signedIn(t, s, who), s.URL+"/sweeps", "standards.xlsx", book(good), nil)
		require.Equal(t, http.StatusForbidden, status, who)
	}
	status, _, page := upload(t, office, s.URL+"/sweeps", "standards.xlsx", []byte("no workbook"), nil)
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, page, "台账没有任何改动")
	status, _, page = upload(t, office, s.URL+"/sweeps", "standards.xlsx", book(good, good), nil)
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, page, "1.1", "the number that stands there twice")
	status, _, page = upload(t, office, s.URL+"/sweeps", "standards.xlsx", book(good, unknown), nil)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, page, "没有单位 市水利局")
	require.NotContains(t, page, `action="/sweeps/open"`, "what cannot be asked is not opened")

	status, where, page := upload(t, office, s.URL+"/sweeps", "standards.xlsx", book(good), nil)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, page, `action="/sweeps/open"`)
	id := where.Query().Get("file")
	require.Equal(t, http.StatusNotFound, statusOf(t, office, s.URL+"/imports/"+id), "it is no ledger file")
	_, _, list := get(t, office, s.URL+"/imports")
	require.NotContains(t, string(list), id)
	plan := "DPC" + enginetest.Prefix()
	form := url.Values{"file": {id}, "plan": {plan}, "due": {calendar.DateOf(time.Now(), mustZone(t)).AddDays(9).String()}, "unit": {"泾源县", "西吉县"}}
	bad := func(name, value string) url.Values {
		f := url.Values{}
		for k, v := range form {
			f[k] = v
		}
		f[name] = []string{value}
		return f
	}
	require.Equal(t, http.StatusUnprocessableEntity, sent(t, office, s.URL+"/sweeps/open", bad("plan", "a/../b")))
	require.Equal(t, http.StatusUnprocessableEntity, sent(t, office, s.URL+"/sweeps/open", bad("unit", "张易镇")))
	require.Equal(t, http.StatusConflict, sent(t, office, s.URL+"/sweeps/open", bad("plan", s.Plan)), "a plan that exists")
	require.Equal(t, http.StatusForbidden, sent(t, signedIn(t, s, "yuxiaomei"), s.URL+"/sweeps/open", form))
	for range 2 {
		require.Equal(t, http.StatusOK, sent(t, office, s.URL+"/sweeps/open", form), "twice is once")
	}
	sweep, err := s.Engine.Ledger.Screening(t.Context(), plan)
	require.NoError(t, err)
	require.Equal(t, []casework.UnitID{"西吉县", "泾源县"}, sweep.Units, "in the order of the tree")
	_, sealed, err := s.Engine.Ledger.ImportContent(t.Context(), id)
	require.NoError(t, err)
	require.Nil(t, sealed, "what is open is not kept as a file")

	// A process was killed after it had opened a sweep and before it said so: the same
	// wish finds it open, another one does not.
	_, where, _ = upload(t, office, s.URL+"/sweeps", "standards.xlsx", book(good), nil)
	by, err := s.Engine.Requester(t.Context(), "zhoushuyi", time.Now())
	require.NoError(t, err)
	again := "DPC" + enginetest.Prefix()
	file := &ledgerfile.Standards{Title: "试排查", Rows: []ledgerfile.StandardRow{good}}
	_, err = s.Engine.OpenSweep(t.Context(), by, engine.SweepOpening{Plan: again, Due: sweep.Due, Units: sweep.Units, File: file})
	require.NoError(t, err)
	form.Set("file", where.Query().Get("file"))
	require.Equal(t, http.StatusConflict, sent(t, office, s.URL+"/sweeps/open", url.Values{"file": form["file"], "plan": {again}, "due": form["due"], "unit": {"泾源县"}}))
	require.Equal(t, http.StatusOK, sent(t, office, s.URL+"/sweeps/open", url.Values{"file": form["file"], "plan": {again}, "due": form["due"], "unit": form["unit"]}))
}

// A province's sweep: a hundred standards, thirty units.
func TestALargeSweepCanBeUsed(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	rows := schema.OrganisationRows{Units: []schema.Unit{{ID: "办公室", Name: "办公室", Kind: "office"}, {ID: "水务局", Name: "水务局", Kind: "department"}},
		Persons: []schema.Person{{ID: "clerk", Name: "办事员"}},
		Posts:   []schema.PostRow{{Person: "clerk", Post: casework.Post{Unit: "办公室", Role: casework.PostOffice}}}}
	for i := range 30 {
		id := casework.UnitID("县区" + itoa(i))
		rows.Units = append(rows.Units, schema.Unit{ID: id, Name: string(id), Kind: "county", Column: true, Position: i})
	}
	require.NoError(t, s.Engine.Ledger.PutOrganisation(t.Context(), "test", rows))
	s.Accounts(t)
	file := city.Standards()
	for i := range file.Rows {
		file.Rows[i].LeadUnit = "水务局"
	}
	plan := "DPC" + enginetest.Prefix()
	by, err := s.Engine.Requester(t.Context(), "clerk", time.Now())
	require.NoError(t, err)
	_, err = s.Engine.OpenSweep(t.Context(), by, engine.SweepOpening{Plan: plan, Due: calendar.DateOf(time.Now(), mustZone(t)).AddDays(9), File: file})
	require.NoError(t, err)
	client := signedIn(t, s, "clerk")
	_, _, page := get(t, client, s.URL+"/sweeps/"+plan)
	require.Equal(t, 3000, bytes.Count(page, []byte(`class="p owing"`))-1, "every cell, and the legend")
	require.Less(t, len(page), 1<<20, "no more than a photograph weighs")
	for _, look := range []webtest.Look{webtest.Phone, webtest.Desk} {
		p := s.As(t, "clerk", look)
		require.NoError(t, p.Visit("/sweeps/"+plan))
		var facts struct {
			Wide        bool
			Left, Top   float64
			Head, First float64
		}
		require.NoError(t, p.Do(chromedp.Evaluate(`(() => { const g = document.getElementById("sweep-grid"); g.scrollTo(900, 700);
			const at = g.getBoundingClientRect(), head = g.querySelector("thead th:nth-child(3)").getBoundingClientRect(), first = g.querySelector("tbody tr:nth-child(2) th").getBoundingClientRect();
			return {Wide: document.documentElement.scrollWidth > innerWidth + 1, Left: g.scrollLeft, Top: g.scrollTop, Head: head.top - at.top, First: first.left - at.left}; })()`, &facts)))
		require.False(t, facts.Wide, "the page does not stick out")
		require.Equal(t, []float64{900, 700}, []float64{facts.Left, facts.Top}, "the table scrolls by itself")
		require.InDelta(t, 0, facts.Head, 5, "with its units above")
		require.InDelta(t, 0, facts.First, 5, "and its standards beside")
	}
	_, _, page = get(t, client, s.URL+"/sweeps/"+plan+"/list")
	next := regexp.MustCompile(`href="(/sweeps/[^"]+after=100)"`).FindSubmatch(page)
	require.NotNil(t, next)
	_, _, page = get(t, client, s.URL+string(next[1]))
	require.Equal(t, 100, bytes.Count(page, []byte("data-row")))
}
