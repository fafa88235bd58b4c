package site_test

// imports_test.go: ledger files in the browser, from the upload to the last case.

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"duban/casework"
	"duban/engine/enginetest"
	"duban/examples"
	"duban/ledgerfile"
	"duban/schema"
	"duban/web/webtest"
)

var previewDigest = regexp.MustCompile(`name="digest" value="([0-9a-f]{64})"`)

// withOffice serves a ledger that knows an office, two persons and an administrator.
func withOffice(t *testing.T) *webtest.Site {
	t.Helper()
	s := webtest.New(t)
	require.NoError(t, s.Engine.Ledger.ImportPlan(t.Context(), schema.PlanRows{
		Plan:    schema.Plan{ID: "none", Title: "none", Imported: time.Now()},
		Units:   []schema.Unit{{ID: "领导小组办公室", Name: "领导小组办公室", Kind: "office"}, {ID: "某县", Name: "某县", Kind: "county"}},
		Persons: []schema.Person{{ID: "clerk", Name: "办事员"}, {ID: "reporter", Name: "填报人"}},
		Posts: []schema.PostRow{{Person: "clerk", Post: casework.Post{Unit: "领导小组办公室", Role: casework.PostOffice}},
			{Person: "reporter", Post: casework.Post{Unit: "某县", Role: casework.PostReporter}}},
	}))
	s.Accounts(t)
	return s
}

// planFile gives the example as a workbook of another plan: workflow IDs are shared
// by all tests of a server.
func planFile(t *testing.T) []byte {
	t.Helper()
	file, err := ledgerfile.ReadFrom(bytes.NewReader(examples.Plan), int64(len(examples.Plan)), ledgerfile.Options{})
	require.NoError(t, err)
	file.Code = enginetest.Prefix()
	var out bytes.Buffer
	require.NoError(t, ledgerfile.WriteTo(&out, file))
	return out.Bytes()
}

func TestAFileIsPreviewedAndTakenIn(t *testing.T) {
	t.Parallel()
	s := withOffice(t)
	client, file := signedIn(t, s, "clerk"), planFile(t)
	status, at, page := upload(t, client, s.URL+"/imports", "整改台账.xlsx", file, url.Values{"create_units": {"1"}})
	require.Equal(t, http.StatusOK, status, page)
	require.Contains(t, page, "新增 <b>113</b>")
	n, err := s.Engine.Ledger.CountCases(t.Context())
	require.NoError(t, err)
	require.Zero(t, n, "a preview changes nothing")
	_, sealed, err := s.Engine.Ledger.ImportContent(t.Context(), at.Path[len("/imports/"):])
	require.NoError(t, err)
	require.NotContains(t, string(sealed), "workbook.xml", "the file lies sealed")

	digest := previewDigest.FindStringSubmatch(page)
	require.NotNil(t, digest)
	require.Equal(t, http.StatusConflict, sent(t, client, at.String()+"/apply", url.Values{"digest": {"0" + digest[1][1:] + "0"}}),
		"another outcome than the one shown is not taken")
	require.Equal(t, http.StatusOK, sent(t, client, at.String()+"/apply", url.Values{"digest": {digest[1]}}))
	require.Equal(t, http.StatusOK, sent(t, client, at.String()+"/apply", url.Values{"digest": {digest[1]}}), "twice is once")
	require.Eventually(t, func() bool {
		_, _, body := get(t, client, at.String())
		return regexp.MustCompile("已建立 113 件，共 113 件").Match(body) && regexp.MustCompile("导入完成").Match(body)
	}, wait, 100*time.Millisecond)
	n, err = s.Engine.Ledger.CountCases(t.Context())
	require.NoError(t, err)
	require.Equal(t, 113, n)
	_, sealed, err = s.Engine.Ledger.ImportContent(t.Context(), at.Path[len("/imports/"):])
	require.NoError(t, err)
	require.Nil(t, sealed, "what is in is not kept as a file")

	_, _, page = upload(t, client, s.URL+"/imports", "整改台账.xlsx", file, nil)
	require.Contains(t, page, "这份文件已经导入过")
	list, err := s.Engine.Ledger.Accesses(t.Context(), schema.AccessFilter{Person: "clerk"})
	require.NoError(t, err)
	imported := 0
	for _, a := range list {
		if a.Act == schema.AccessImported {
			imported++
		}
	}
	require.Equal(t, 1, imported)
}

// The process that took a file in was killed between the ledger and the workflows:
// the next one goes on from there, whatever has become of older ones.
func TestAnImportIsTakenUpAfterAKill(t *testing.T) {
	t.Parallel()
	s := withOffice(t)
	viewer, err := s.Engine.Viewer(t.Context(), "clerk", now())
	require.NoError(t, err)
	spoilt, err := viewer.PutImport(t.Context(), "监测户台账.xlsx", examples.Households, false)
	require.NoError(t, err)
	_, err = s.Engine.Ledger.DB().ExecContext(t.Context(), `UPDATE import_files SET sealed = 'x', state = 'applying' WHERE id = $1`, spoilt)
	require.NoError(t, err)
	id, err := viewer.PutImport(t.Context(), "整改台账.xlsx", planFile(t), true)
	require.NoError(t, err)
	preview, err := viewer.PreviewImport(t.Context(), id)
	require.NoError(t, err)
	taken, err := viewer.ApproveImport(t.Context(), id, preview.Digest)
	require.NoError(t, err)
	require.True(t, taken)
	again, err := s.Engine.ResumeImports(t.Context())
	require.Error(t, err)
	require.Zero(t, again, "somebody works on it")
	// Its word is over: half of the starts are there, no more.
	require.NoError(t, s.Engine.Ledger.KeepImport(t.Context(), id, -time.Second))
	done, err := s.Engine.ResumeImports(t.Context())
	require.Equal(t, casework.CodeInternal, casework.CodeOf(err), "nobody can read the older one")
	require.Equal(t, 1, done)
	f, err := viewer.Import(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, schema.ImportDone, f.State)
	opened, total, err := viewer.ImportProgress(t.Context(), f)
	require.NoError(t, err)
	require.Equal(t, []int{113, 113}, []int{opened, total})
}

func TestAFileWithFaultsNamesEveryCell(t *testing.T) {
	t.Parallel()
	s := withOffice(t)
	client := signedIn(t, s, "clerk")
	status, _, page := upload(t, client, s.URL+"/imports", "notes.xlsx", []byte("no workbook at all"), nil)
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, page, "台账没有任何改动")
	indicators, err := os.ReadFile("../../examples/indicators.xlsx")
	require.NoError(t, err)
	status, _, page = upload(t, client, s.URL+"/imports", "整改台账.xlsx", indicators, nil)
	require.Equal(t, http.StatusUnprocessableEntity, status, page)
	book, err := excelize.OpenReader(bytes.NewReader(examples.Plan))
	require.NoError(t, err)
	sheet := book.GetSheetName(0)
	require.NoError(t, book.SetCellFormula(sheet, "D8", "1+1"))
	var broken bytes.Buffer
	require.NoError(t, book.Write(&broken))
	require.NoError(t, book.Close())
	status, _, page = upload(t, client, s.URL+"/imports", "整改台账.xlsx", broken.Bytes(), nil)
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, page, "整改台账!D4", "the cell that is wrong: the first of its merged range")
	require.Contains(t, page, "公式")
	files, err := s.Engine.Ledger.ImportFiles(t.Context(), "")
	require.NoError(t, err)
	require.Empty(t, files, "what cannot be read is not kept")
}

func TestOnlyTheOfficeTakesFilesIn(t *testing.T) {
	t.Parallel()
	s := withOffice(t)
	client := signedIn(t, s, "reporter")
	status, _, _ := get(t, client, s.URL+"/imports")
	require.Equal(t, http.StatusForbidden, status)
	status, _, _ = upload(t, client, s.URL+"/imports", "整改台账.xlsx", examples.Plan, nil)
	require.Equal(t, http.StatusForbidden, status)
	_, _, body := get(t, client, s.URL+"/work")
	require.NotContains(t, string(body), "/imports", "no way leads there")
}
