package site_test

// photos_test.go: photographs taken where somebody stands: in a household's home, at
// an inspected place. Sent while one types, taken up again after a broken line, seen
// by those who may.

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/activities"
	"duban/casework"
	"duban/casework/inspection"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/schema"
	"duban/web/webtest"
)

// chooses takes a picture in a form and goes on at once.
func chooses(p *webtest.Person, file string) error {
	return p.Do(chromedp.SetUploadFiles(`#photos`, []string{file}, chromedp.ByQuery))
}

// sumOf gives a file's digest.
func sumOf(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// seen waits until a picture has been loaded and drawn.
func seen(t *testing.T, p *webtest.Person, selector string) {
	t.Helper()
	require.NoError(t, p.Do(chromedp.WaitVisible(selector, chromedp.ByQuery), chromedp.ScrollIntoView(selector, chromedp.ByQuery),
		chromedp.Poll(`document.querySelector(`+strconv.Quote(selector)+`).naturalWidth > 0`, nil)))
}

func fits(t *testing.T, p *webtest.Person) {
	t.Helper()
	var wide bool
	require.NoError(t, p.Do(chromedp.Evaluate(`document.documentElement.scrollWidth > innerWidth`, &wide)))
	require.False(t, wide, "nothing sticks out of a phone")
}

func TestAVisitIsEnteredWithAPicture(t *testing.T) {
	t.Parallel()
	s, id, _ := withHouseholds(t)
	require.NoError(t, s.Engine.Ledger.ImportPlan(t.Context(), schema.PlanRows{Plan: schema.Plan{ID: "organisation", Imported: time.Now()},
		Persons: []schema.Person{{ID: "yibao", Name: "医保经办"}},
		Posts:   []schema.PostRow{{Person: "yibao", Post: casework.Post{Unit: "原州区医保局", Role: casework.PostReporter}}}}))
	s.Accounts(t)
	at, file := "/households/"+string(id), webtest.Photo(t, "入户.jpg", 1600, 1200)
	p := s.As(t, helper, webtest.Phone)
	require.NoError(t, p.Visit(at+"/visit"))
	fits(t, p)
	require.NoError(t, chooses(p, file))
	require.NoError(t, p.Do(chromedp.SetValue(`textarea[name=text]`, "老人按时吃药", chromedp.ByQuery),
		tap(`form[action$="/visit"] button.big`), // while it is still on its way
		chromedp.WaitVisible(`#visits img`, chromedp.ByQuery)))
	seen(t, p, `#visits img`)
	fits(t, p)
	expectNoBarriers(t, p, at)
	text, err := p.Text("#visits li")
	require.NoError(t, err)
	require.Contains(t, text, "老人按时吃药")
	events, err := s.Engine.Ledger.Events(t.Context(), id)
	require.NoError(t, err)
	last := events[len(events)-1]
	require.Equal(t, casework.EventVisited, last.Type)
	require.Len(t, last.Detail.Evidence, 1, "it belongs to the visit")
	sum := sumOf(t, file)
	require.Equal(t, sum, last.Detail.Evidence[0].SHA256)

	// By its address, for whom it is: who may read what is personal, nobody else.
	for who, want := range map[string]int{helper: http.StatusOK, "zhenban": http.StatusOK, "yibao": http.StatusForbidden, otherHelper: http.StatusForbidden, "cunban": http.StatusForbidden} {
		require.Equal(t, want, statusOf(t, visiting(t, s, who), s.URL+"/cases/"+string(id)+"/evidence/"+sum), who)
	}
	denied, err := s.Engine.Ledger.Accesses(t.Context(), schema.AccessFilter{Person: "yibao", Denied: true})
	require.NoError(t, err)
	require.Len(t, denied, 1, "and it is on record")
	department := signedIn(t, s, "yibao") // gives help, and so sees the household
	for _, path := range []string{at, "/cases/" + string(id)} {
		status, _, page := get(t, department, s.URL+path)
		require.Equal(t, http.StatusOK, status)
		require.NotContains(t, string(page), sum, path)
		require.NotContains(t, string(page), "入户.jpg", path)
		require.Contains(t, string(page), "入户照片涉及家庭隐私", path)
	}
	// Nor by its digest, which an export shows: as a file of their own.
	v, err := s.Engine.Viewer(t.Context(), "yibao", time.Now())
	require.NoError(t, err)
	offered, err := v.Offer(t.Context(), id, "入户.jpg", last.Detail.Evidence[0].Size, sum)
	require.NoError(t, err)
	require.Empty(t, offered.SHA256, "they must send it in")
	_, err = v.Act(t.Context(), id, casework.Command{ID: "again", Type: casework.CommandSubmit, Task: 2, Text: "已救助", Evidence: last.Detail.Evidence})
	require.Equal(t, casework.CodeRefused, casework.CodeOf(err), err)
}

func TestAPictureGoesOnWhereAPhoneLostTheLine(t *testing.T) {
	t.Parallel()
	s, id, _ := withHouseholds(t)
	p := s.As(t, helper, webtest.Phone)
	at := "/households/" + string(id) + "/visit"
	require.NoError(t, p.Visit(at))
	line := func(up bool, speed float64) chromedp.Action {
		return chromedp.ActionFunc(func(ctx context.Context) error { // the same parameters, for the traffic too
			return cdp.Execute(ctx, "Network.emulateNetworkConditions", network.OverrideNetworkState(!up, 0, -1, speed), nil)
		})
	}
	const slow = 1 << 20 // bytes a second: a part takes one
	begun := chromedp.Poll(`[...document.querySelectorAll(".ready progress")].some((b) => b.value > 0)`, nil)
	here := func() schema.Upload {
		list, err := s.Engine.Ledger.UploadsOf(t.Context(), id, helper)
		require.NoError(t, err)
		require.Len(t, list, 1, "it is never begun anew")
		return list[0]
	}
	require.NoError(t, p.Do(line(true, slow), chromedp.SetValue(`textarea[name=text]`, "山里没有信号", chromedp.ByQuery)))
	require.NoError(t, chooses(p, webtest.Photo(t, "山路.jpg", 1800, 1300)))
	require.NoError(t, p.Do(begun, line(false, slow),
		chromedp.Poll(`document.querySelector(".ready").textContent.includes("网络中断")`, nil)))
	before := here()
	require.Positive(t, before.Received)
	require.Less(t, before.Received, before.Size)
	require.NoError(t, p.Do(line(true, slow), chromedp.WaitVisible(`.ready li[data-done]`, chromedp.ByQuery)))
	require.Equal(t, before.ID, here().ID)
	typed := ""
	require.NoError(t, p.Do(chromedp.Value(`textarea[name=text]`, &typed, chromedp.ByQuery), tap(`.ready li[data-done] button`),
		chromedp.WaitNotPresent(`.ready li`, chromedp.ByQuery)))
	require.Equal(t, "山里没有信号", typed)

	// The page was closed too: the same picture chosen again goes on.
	file := webtest.Photo(t, "院落.jpg", 1700, 1300)
	require.NoError(t, p.Do(line(true, slow/5)))
	require.NoError(t, chooses(p, file))
	require.NoError(t, p.Do(begun))
	require.NoError(t, p.Visit(at))
	before = here()
	require.Less(t, before.Received, before.Size, "half way")
	require.NoError(t, p.Do(line(true, -1)))
	require.NoError(t, chooses(p, file))
	require.NoError(t, p.Do(chromedp.WaitVisible(`.ready li[data-done] label`, chromedp.ByQuery)))
	after := here()
	require.Equal(t, before.ID, after.ID)
	require.Equal(t, sumOf(t, file), after.SHA256)
	require.NoError(t, p.Visit(at))
	seen(t, p, `.ready img`) // it lies ready
	fits(t, p)
	expectNoBarriers(t, p, at)
}

// underWay waits until an inspection has drawn its sample.
func underWay(t *testing.T, s *webtest.Site, id string) (one engine.Inspected) {
	t.Helper()
	require.Eventually(t, func() bool {
		found, err := s.Engine.Inspection(t.Context(), id)
		one = found
		return err == nil && one.State == schema.InspectionDrawn
	}, 90*time.Second, 50*time.Millisecond, "an inspection that could not go on tries again after a minute")
	return one
}

func TestARecordOnSiteWithAPicture(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	// Checks another county than her own: of its cases she sees none.
	require.NoError(t, s.Engine.Ledger.ImportPlan(t.Context(), schema.PlanRows{Plan: schema.Plan{ID: "organisation", Imported: time.Now()},
		Units: []schema.Unit{{ID: "邻县", Name: "邻县", Kind: "county"}}, Persons: []schema.Person{{ID: "crosscheck", Name: "交叉检查"}, {ID: "outsider", Name: "邻县督查"}},
		Posts: []schema.PostRow{{Person: "crosscheck", Post: casework.Post{Unit: "邻县", Role: casework.PostInspector}},
			{Person: "outsider", Post: casework.Post{Unit: "邻县", Role: casework.PostInspector}}}}))
	s.Accounts(t)
	by, err := s.Engine.Requester(t.Context(), "zhoushuyi", time.Now())
	require.NoError(t, err)
	one, err := s.Engine.OpenInspection(t.Context(), by, activities.InspectionOpening{ID: "S-" + enginetest.Prefix(), Kind: inspection.Special, Title: "专项督查",
		Units: []casework.UnitID{"泾源县"}, Filter: schema.InspectionFilter{Plan: s.Plan, State: "open"}})
	require.NoError(t, err)
	team := one.Teams[0]
	team.Leader, team.Members = "fenglicheng", []casework.PersonID{"crosscheck"}
	_, err = s.Engine.ManTeams(t.Context(), by, one.ID, []inspection.Team{team})
	require.NoError(t, err)
	one = underWay(t, s, one.ID)
	drawn := one.Basis.Drawn[0]
	page := "/inspections/" + one.ID
	at, file := page+"/tasks/"+string(drawn.Case)+"/"+strconv.Itoa(drawn.Task), webtest.Photo(t, "现场.jpg", 800, 600)
	sum := sumOf(t, file)

	p := s.As(t, "crosscheck", webtest.Phone)
	require.NoError(t, p.Visit(at))
	require.NoError(t, chooses(p, file))
	require.NoError(t, p.Do(chromedp.WaitVisible(`.ready li[data-done]`, chromedp.ByQuery), chromedp.WaitVisible(`.ready canvas`, chromedp.ByQuery)))
	fits(t, p)
	ready := visiting(t, s, "crosscheck")
	require.Equal(t, http.StatusOK, statusOf(t, ready, s.URL+at+"/evidence/"+sum), "her own, before it is handed in")
	require.Equal(t, http.StatusForbidden, statusOf(t, ready, s.URL+"/cases/"+string(drawn.Case)))
	require.Equal(t, http.StatusNotFound, statusOf(t, visiting(t, s, "fenglicheng"), s.URL+at+"/evidence/"+sum), "nobody else's")
	require.NoError(t, p.Do(tap(`input[value=partly]`), chromedp.SetValue(`textarea[name=text]`, "管网未通到户", chromedp.ByQuery),
		tap(`form[action$="/record"] button.big`), chromedp.WaitVisible(`#finding`, chromedp.ByQuery)))
	seen(t, p, `.record img`)
	expectNoBarriers(t, p, at)
	require.NoError(t, p.Do(chromedp.SetValue(`#finding textarea`, "管网未通到户", chromedp.ByQuery), tap(`#finding button`), chromedp.WaitNotPresent(`#finding`, chromedp.ByQuery)))
	require.NoError(t, p.Visit(page))
	seen(t, p, `#findings img`)

	// With the finding it is seen by those who see the finding; at the inspected case,
	// and by the inspected unit, it is not while the inspection runs.
	basis, err := s.Engine.Ledger.InspectionBasis(t.Context(), one.ID)
	require.NoError(t, err)
	require.Len(t, basis.Records[0].Evidence, 1)
	found := "/cases/" + string(basis.Findings[0].Case)
	unit := visiting(t, s, "yuxiaomei")
	for path, want := range map[string]int{found + "/evidence/" + sum: http.StatusOK, at + "/evidence/" + sum: http.StatusForbidden,
		"/cases/" + string(drawn.Case) + "/evidence/" + sum: http.StatusNotFound} {
		require.Equal(t, want, statusOf(t, unit, s.URL+path), path)
	}
	_, _, shown := get(t, unit, s.URL+found)
	require.Contains(t, string(shown), sum)
	require.Contains(t, string(shown), one.ID)
	foreign := visiting(t, s, "huchunsheng")
	for _, path := range []string{found, at} {
		require.Equal(t, http.StatusForbidden, statusOf(t, foreign, s.URL+path+"/evidence/"+sum), path)
	}
	begins := uploading(t, s, "outsider") // an inspector, of no team here
	require.Equal(t, http.StatusForbidden, begins.begin("/cases/"+string(drawn.Case), "a.jpg", 10).Code)
}

// Without a script the pictures come with the form, and a second click records once.
func TestARecordOnSiteTakesPicturesWithoutAScript(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	by, err := s.Engine.Requester(t.Context(), "zhoushuyi", time.Now())
	require.NoError(t, err)
	one, err := s.Engine.OpenInspection(t.Context(), by, activities.InspectionOpening{ID: "S-" + enginetest.Prefix(), Kind: inspection.Special, Title: "专项督查",
		Units: []casework.UnitID{"泾源县"}, Filter: schema.InspectionFilter{Plan: s.Plan, State: "open"}})
	require.NoError(t, err)
	one = underWay(t, s, one.ID)
	drawn := one.Basis.Drawn[0]
	at := "/inspections/" + one.ID + "/tasks/" + string(drawn.Case) + "/" + strconv.Itoa(drawn.Task)
	send := func(c uploader, key, words string) reply {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		for field, value := range map[string]string{"key": key, "verdict": "confirmed", "text": words} {
			require.NoError(t, w.WriteField(field, value))
		}
		part, err := w.CreateFormFile("files", "现场.jpg")
		require.NoError(t, err)
		_, err = part.Write(photo(t))
		require.NoError(t, err)
		require.NoError(t, w.Close())
		return c.send(http.MethodPost, at+"/record", &body, "Content-Type", w.FormDataContentType())
	}
	lying := func(who casework.PersonID) int {
		list, err := s.Engine.Ledger.UploadsOf(t.Context(), drawn.Case, who)
		require.NoError(t, err)
		return len(list)
	}
	require.Equal(t, http.StatusForbidden, send(uploading(t, s, "zhoushuyi"), "key-0", "现场属实").Code, "of no team")
	require.Zero(t, lying("zhoushuyi"), "and nothing is left behind")
	inspector := uploading(t, s, "fenglicheng")
	res := send(inspector, "key-1", "")
	require.Equal(t, http.StatusUnprocessableEntity, res.Code)
	require.Contains(t, res.Text, "现场.jpg", "what came in stays with the form")
	require.Equal(t, 1, lying("fenglicheng"))
	for range 2 {
		require.Equal(t, http.StatusOK, send(inspector, "key-2", "现场属实").Code)
	}
	basis, err := s.Engine.Ledger.InspectionBasis(t.Context(), one.ID)
	require.NoError(t, err)
	require.Len(t, basis.Records, 1)
	require.Len(t, basis.Records[0].Evidence, 1)
	require.Equal(t, 1, lying("fenglicheng"), "the one that the refused form left")
}

// What is photographed on site at a household's home is for its team and for those
// who may read what is personal, not for everybody who sees the inspection.
func TestAPictureOfAHomeStaysWithItsTeam(t *testing.T) {
	t.Parallel()
	s, _, _ := withHouseholds(t)
	const city = "领导小组办公室"
	require.NoError(t, s.Engine.Ledger.ImportPlan(t.Context(), schema.PlanRows{Plan: schema.Plan{ID: "organisation", Imported: time.Now()},
		Units:   []schema.Unit{{ID: city, Name: city, Kind: "office"}},
		Persons: []schema.Person{{ID: "bangong", Name: "办公室"}, {ID: "ducha", Name: "督查员"}},
		Posts: []schema.PostRow{{Person: "bangong", Post: casework.Post{Unit: city, Role: casework.PostOffice}},
			{Person: "ducha", Post: casework.Post{Unit: city, Role: casework.PostInspector}}}}))
	s.Accounts(t)
	by, err := s.Engine.Requester(t.Context(), "bangong", time.Now())
	require.NoError(t, err)
	one, err := s.Engine.OpenInspection(t.Context(), by, activities.InspectionOpening{ID: "S-" + enginetest.Prefix(), Kind: inspection.Special, Title: "走访督查",
		Units: []casework.UnitID{"原州区"}, Filter: schema.InspectionFilter{State: "open"}})
	require.NoError(t, err)
	one = underWay(t, s, one.ID)
	drawn := one.Basis.Drawn[0]
	at := "/inspections/" + one.ID + "/tasks/" + string(drawn.Case) + "/" + strconv.Itoa(drawn.Task)
	inspector := uploading(t, s, "ducha")
	content := photo(t)
	upload := inspector.upload("/cases/"+string(drawn.Case), "家中.jpg", content, 1<<20)
	res := inspector.send(http.MethodPost, at+"/record", strings.NewReader(url.Values{"key": {"home"}, "verdict": {"partly"}, "text": {"屋顶漏雨"},
		"upload": {upload[strings.LastIndex(upload, "/")+1:]}}.Encode()), "Content-Type", "application/x-www-form-urlencoded")
	require.Equal(t, http.StatusOK, res.Code)
	sum := sha256.Sum256(content)
	picture := at + "/evidence/" + hex.EncodeToString(sum[:])
	require.Contains(t, res.Text, picture)
	require.Equal(t, http.StatusOK, inspector.send(http.MethodGet, picture, nil).Code)
	office := uploading(t, s, "bangong")
	res = office.send(http.MethodGet, at, nil)
	require.Contains(t, res.Text, "屋顶漏雨")
	require.NotContains(t, res.Text, picture)
	require.Contains(t, res.Text, "入户照片涉及家庭隐私")
	require.Equal(t, http.StatusForbidden, office.send(http.MethodGet, picture, nil).Code)
	// No case holds it; the record on site names it, so no sweep takes it away.
	require.NoError(t, s.Engine.ForgetUploads(t.Context(), time.Now().AddDate(1, 0, 0)))
	require.NoError(t, s.Engine.ForgetUploads(t.Context(), time.Now().AddDate(2, 0, 0)))
	require.Equal(t, http.StatusOK, inspector.send(http.MethodGet, picture, nil).Code)
}
