package site_test

// evidence_scan_test.go: what people meet where a virus scanner looks at what they
// hand in, and where it lies in a bucket: clamd and the S3 server are real.

import (
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/engine"
	"duban/evidence/evidencetest"
	"duban/schema"
	"duban/web/webtest"
)

// scanned is a site with a claimed case whose files are scanned and lie in a bucket.
func scanned(t *testing.T) (*webtest.Site, *evidencetest.Clamd) {
	t.Helper()
	clamd := evidencetest.StartClamd(t, "StreamMaxLength 3M")
	bucket := evidencetest.Profile(t, evidencetest.StartServer(t).Bucket(), "right")
	return claimed(t).Beside(t, func(c *engine.Config) { c.Scanner, c.Evidence = clamd.Socket, bucket }), clamd
}

func TestAnInfectedFileIsRefusedInWordsAndOnRecord(t *testing.T) {
	t.Parallel()
	s, _ := scanned(t)
	at := "/cases/" + string(s.Case(1))
	unit := uploading(t, s, "yuxiaomei")
	clean := []byte(strings.Repeat("整改情况说明。", 20_000))
	unit.upload(at, "说明.txt", clean, 100_000)

	infected := evidencetest.Eicar()
	path := unit.begin(at, "照片说明.txt", len(infected)).Header.Get("Location")
	res := unit.part(path, 0, infected)
	require.Equal(t, http.StatusUnprocessableEntity, res.Code)
	require.Equal(t, "“照片说明.txt”未通过病毒检查，没有保存；请先在本机查毒", res.Text)
	require.Equal(t, http.StatusNotFound, unit.send(http.MethodHead, path, nil).Code, "nothing of it stays")
	res = unit.begin(at, "长.txt", 4<<20)
	path = res.Header.Get("Location")
	res = unit.part(path, 0, []byte(strings.Repeat("x", 4<<20)))
	require.Equal(t, http.StatusUnprocessableEntity, res.Code)
	require.Contains(t, res.Text, "超出病毒检查服务能查的大小")

	lines, err := s.Engine.Ledger.Accesses(t.Context(), schema.AccessFilter{Person: "yuxiaomei", Denied: true})
	require.NoError(t, err)
	require.Len(t, lines, 1, "only what was found is on record")
	require.Equal(t, schema.AccessInfected, lines[0].Act)
	require.Equal(t, s.Case(1), lines[0].Case)
	require.Contains(t, lines[0].Detail, "照片说明.txt")
	require.Contains(t, lines[0].Detail, "Eicar-Test-Signature")
	office := uploading(t, s, "suxiaotang")
	require.Contains(t, office.send(http.MethodGet, "/audit?act="+string(schema.AccessInfected), nil, "Accept-Language", "zh").Text, "上传的文件带毒，已拒收")
}

// Somebody at a browser picks an infected file and another one: the page says what is
// wrong with the first, and has the second ready.
func TestAPageSaysThatAFileIsInfected(t *testing.T) {
	t.Parallel()
	s, _ := scanned(t)
	unit := session(t, s, "yuxiaomei")
	unit.visit("/cases/" + string(s.Case(1)))
	require.NoError(t, unit.OpenAct(casework.CommandSubmit, 1))
	bad := filepath.Join(t.TempDir(), "说明.txt")
	require.NoError(t, os.WriteFile(bad, evidencetest.Eicar(), 0o600))
	require.NoError(t, unit.Attach(casework.CommandSubmit, 1, bad, webtest.Photo(t, "现场.jpg", 400, 300)))
	unit.reads("#act-submit-1 li[data-refused]", "“说明.txt”未通过病毒检查，没有保存")
	unit.reads("#act-submit-1 li[data-done]", "现场.jpg")
}

// While the scanner is away nothing is taken and nothing is lost: the upload waits,
// and is completed when the scanner is back.
func TestAnUploadOutlivesTheScanner(t *testing.T) {
	t.Parallel()
	s, clamd := scanned(t)
	at := "/cases/" + string(s.Case(1))
	unit := uploading(t, s, "yuxiaomei")
	content := []byte(strings.Repeat("整改情况说明。", 20_000))
	path := unit.begin(at, "说明.txt", len(content)).Header.Get("Location")
	require.Equal(t, http.StatusNoContent, unit.part(path, 0, content[:200_000]).Code)
	clamd.Kill()
	res := unit.part(path, 200_000, content[200_000:])
	require.Equal(t, http.StatusServiceUnavailable, res.Code)
	require.Equal(t, "病毒检查服务没有响应，文件暂不能接收，请稍后再试", res.Text)
	res = unit.send(http.MethodHead, path, nil)
	require.Equal(t, strconv.Itoa(len(content)), res.Header.Get("Upload-Offset"), "all of it is here")
	require.Empty(t, res.Header.Get("X-Content-Sha256"), "and not taken")
	ready, err := s.Engine.Viewer(t.Context(), "yuxiaomei", now())
	require.NoError(t, err)
	list, err := ready.Ready(t.Context(), s.Case(1))
	require.NoError(t, err)
	require.Empty(t, list)
	require.Equal(t, http.StatusOK, unit.send(http.MethodGet, at, nil).Code, "the work on the case goes on")

	clamd.Start()
	res = unit.part(path, len(content), nil)
	require.Equal(t, http.StatusNoContent, res.Code, res.Text)
	require.NotEmpty(t, res.Header.Get("X-Content-Sha256"))
}
