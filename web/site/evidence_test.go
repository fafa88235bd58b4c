package site_test

// evidence_test.go: files on their way in, and out again, as programs and browsers
// send and get them.

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/engine"
	"duban/evidence"
	"duban/schema"
	"duban/web/webtest"
)

// uploader is somebody's program: it has signed in and keeps its cookie.
type uploader struct {
	*http.Client
	t    *testing.T
	site string
}

func uploading(t *testing.T, s *webtest.Site, login string) uploader {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	c := uploader{&http.Client{Jar: jar}, t, s.URL}
	res := c.send(http.MethodPost, "/sign-in", strings.NewReader(url.Values{"login": {login}, "password": {webtest.Password}}.Encode()),
		"Content-Type", "application/x-www-form-urlencoded")
	require.Equal(t, http.StatusOK, res.Code)
	return c
}

// reply is what came back, read whole.
type reply struct {
	Code   int
	Header http.Header
	Text   string
}

func (c uploader) send(method, path string, body io.Reader, headers ...string) reply {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.site+path, body)
	require.NoError(c.t, err)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := c.Do(r)
	require.NoError(c.t, err)
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	require.NoError(c.t, err)
	return reply{res.StatusCode, res.Header, string(content)}
}

// begin starts an upload and gives its path.
func (c uploader) begin(at, name string, size int) reply {
	c.t.Helper()
	return c.send(http.MethodPost, at+"/uploads", nil, "Upload-Length", strconv.Itoa(size),
		"Upload-Metadata", "filename "+base64.StdEncoding.EncodeToString([]byte(name)))
}

func (c uploader) part(upload string, offset int, content []byte) reply {
	c.t.Helper()
	return c.send(http.MethodPatch, upload, bytes.NewReader(content), "Upload-Offset", strconv.Itoa(offset), "Content-Type", "application/offset+octet-stream")
}

// upload sends a file in by parts of a size.
func (c uploader) upload(at, name string, content []byte, size int) string {
	c.t.Helper()
	res := c.begin(at, name, len(content))
	require.Equal(c.t, http.StatusCreated, res.Code, res.Text)
	path := res.Header.Get("Location")
	for offset := 0; offset < len(content); offset += size {
		res = c.part(path, offset, content[offset:min(offset+size, len(content))])
		require.Equal(c.t, http.StatusNoContent, res.Code, res.Text)
	}
	sum := sha256.Sum256(content)
	require.Equal(c.t, hex.EncodeToString(sum[:]), res.Header.Get("X-Content-Sha256"))
	return path
}

func photo(t *testing.T) []byte {
	t.Helper()
	content, err := os.ReadFile(webtest.Photo(t, "a.jpg", 400, 300))
	require.NoError(t, err)
	return content
}

func TestAnUploadGoesOnWhereTheLineBroke(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	at := "/cases/" + string(s.Case(1))
	phone := uploading(t, s, "yuxiaomei")
	content := photo(t)
	path := phone.begin(at, "现场.jpg", len(content)).Header.Get("Location")
	require.Equal(t, http.StatusNoContent, phone.part(path, 0, content[:10_000]).Code)

	// The line breaks in the middle of a part: what came before is kept.
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, s.URL+path, io.MultiReader(bytes.NewReader(content[10_000:20_000]), broken{}))
	require.NoError(t, err)
	r.Header.Set("Upload-Offset", "10000")
	r.Header.Set("Content-Type", "application/offset+octet-stream")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	_, err = phone.Do(r) //nolint:bodyclose // it fails, and there is none
	require.Error(t, err)
	offset := 0
	require.Eventually(t, func() bool {
		offset, err = strconv.Atoi(phone.send(http.MethodHead, path, nil).Header.Get("Upload-Offset"))
		return err == nil && offset > 10_000
	}, wait, tick)
	require.LessOrEqual(t, offset, 20_000)

	res := phone.part(path, 10_000, content[10_000:])
	require.Equal(t, http.StatusConflict, res.Code, "nothing is appended twice")
	require.Equal(t, strconv.Itoa(offset), res.Header.Get("Upload-Offset"), "and the sender learns where to go on")
	res = phone.part(path, offset, content[offset:])
	require.Equal(t, http.StatusNoContent, res.Code)
	sum := sha256.Sum256(content)
	require.Equal(t, hex.EncodeToString(sum[:]), res.Header.Get("X-Content-Sha256"))
	res = phone.part(path, len(content), nil)
	require.Equal(t, http.StatusNoContent, res.Code, "asked again because the answer was lost")

	other := uploading(t, s, "fenglicheng")
	require.Equal(t, http.StatusNotFound, other.send(http.MethodHead, path, nil).Code, "an upload is its sender's")
	require.Equal(t, http.StatusNoContent, phone.send(http.MethodDelete, path, nil).Code)
	require.Equal(t, http.StatusNotFound, phone.send(http.MethodHead, path, nil).Code)
}

// What a process leaves that is killed between the store and the ledger is swept away,
// and nothing of an upload that still goes on.
func TestStrayPartsAreSweptAway(t *testing.T) {
	t.Parallel()
	s, address := claimed(t), ""
	s.Beside(t, func(c *engine.Config) { address = c.Evidence })
	at := "/cases/" + string(s.Case(1))
	phone := uploading(t, s, "yuxiaomei")
	content := photo(t)
	path := phone.begin(at, "现场.jpg", len(content)).Header.Get("Location")
	require.Equal(t, http.StatusNoContent, phone.part(path, 0, content[:10_000]).Code)
	store, err := evidence.Open(t.Context(), address, nil)
	require.NoError(t, err)
	defer store.Close()
	for _, upload := range []string{path[strings.LastIndex(path, "/")+1:], "00000000-0000-4000-8000-000000000000"} {
		_, _, err := store.AddPart(t.Context(), upload, bytes.NewReader(content), 5_000)
		require.NoError(t, err)
	}
	lying := func() (n int) {
		require.NoError(t, store.OldParts(t.Context(), time.Now().AddDate(1, 0, 0), func(list []evidence.Part) error { n += len(list); return nil }))
		return n
	}
	require.Equal(t, 3, lying())
	require.NoError(t, s.Engine.ForgetUploads(t.Context(), time.Now()))
	require.Equal(t, 3, lying(), "the ledger may hear of them yet")
	require.NoError(t, s.Engine.ForgetUploads(t.Context(), time.Now().AddDate(0, 0, 2)))
	require.Equal(t, 1, lying())
	require.Equal(t, http.StatusNoContent, phone.part(path, 10_000, content[10_000:]).Code, "it goes on")
}

// broken is a line that breaks.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestWhatIsNoEvidenceIsRefusedInWords(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	at := "/cases/" + string(s.Case(1))
	unit := uploading(t, s, "yuxiaomei")
	for name, size := range map[string]int{"setup.exe": 10, "page.html": 10, "empty.jpg": 0, "huge.jpg": 1 << 30} {
		res := unit.begin(at, name, size)
		require.Equal(t, http.StatusUnprocessableEntity, res.Code, name)
		require.Contains(t, res.Text, name)
	}
	page := []byte("<!doctype html><script>alert(document.cookie)</script>")
	path := unit.begin(at, "photo.jpg", len(page)).Header.Get("Location")
	res := unit.part(path, 0, page)
	require.Equal(t, http.StatusUnprocessableEntity, res.Code)
	require.Contains(t, res.Text, "与文件名后缀不符")
	require.Equal(t, http.StatusNotFound, unit.send(http.MethodHead, path, nil).Code, "nothing of it stays")

	foreign := uploading(t, s, "huchunsheng")
	require.Equal(t, http.StatusForbidden, foreign.begin(at, "a.jpg", 10).Code)
}

func TestEvidenceIsServedInASandboxToThoseWhoSeeTheCase(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	at := "/cases/" + string(s.Case(1))
	unit := uploading(t, s, "yuxiaomei")
	picture, sheet, paper := photo(t), []byte("点位,状态\n1,完成\n"), []byte("%PDF-1.4\n%%EOF\n")
	uploads := []string{unit.upload(at, "现场.jpg", picture, 4096), unit.upload(at, "清单.csv", sheet, 1<<20), unit.upload(at, "报告.pdf", paper, 5)}
	form := url.Values{"id": {"submit-1"}, "type": {"submit"}, "task": {"1"}, "text": {"自评"}}
	for _, u := range uploads {
		form.Add("upload", u[strings.LastIndex(u, "/")+1:])
	}
	post := func() reply {
		return unit.send(http.MethodPost, at+"/acts", strings.NewReader(form.Encode()), "Content-Type", "application/x-www-form-urlencoded")
	}
	res := post()
	require.Contains(t, res.Text, "已提交")
	require.Equal(t, http.StatusOK, post().Code, "clicked twice: once on record")
	state, err := s.Engine.Ledger.State(t.Context(), s.Case(1))
	require.NoError(t, err)
	require.Equal(t, 1, state.Task(1).Submission.Revision)
	require.Len(t, state.Task(1).Submission.Evidence, 3)

	sum := func(b []byte) string { s := sha256.Sum256(b); return hex.EncodeToString(s[:]) }
	verifier := uploading(t, s, "shenrunsheng")
	get := func(b []byte, more string) reply {
		return verifier.send(http.MethodGet, at+"/evidence/"+sum(b)+more, nil)
	}
	res = get(picture, "")
	require.Equal(t, "image/jpeg", res.Header.Get("Content-Type"))
	require.Contains(t, res.Header.Get("Content-Security-Policy"), "sandbox")
	require.Contains(t, res.Header.Get("Content-Security-Policy"), "default-src 'none'")
	require.Equal(t, "nosniff", res.Header.Get("X-Content-Type-Options"))
	require.True(t, strings.HasPrefix(res.Header.Get("Content-Disposition"), "inline"))
	require.Equal(t, string(picture), res.Text)
	for _, saved := range []reply{get(sheet, ""), get(picture, "?save=1")} {
		require.Equal(t, "application/octet-stream", saved.Header.Get("Content-Type"))
		require.True(t, strings.HasPrefix(saved.Header.Get("Content-Disposition"), "attachment"))
		require.Contains(t, saved.Header.Get("Content-Security-Policy"), "sandbox")
	}
	res = get(paper, "")
	require.Equal(t, "application/pdf", res.Header.Get("Content-Type"))
	require.Contains(t, res.Header.Get("Content-Security-Policy"), "default-src 'none'")
	res = verifier.send(http.MethodGet, at+"/evidence/"+sum(picture), nil, "Range", "bytes=2-5")
	require.Equal(t, string(picture[2:6]), res.Text, "a film can be wound forward")

	for _, none := range []string{sum([]byte("x")), "..%2f..%2fkeys.json", "abc", strings.ToUpper(sum(picture))} {
		require.Equal(t, http.StatusNotFound, verifier.send(http.MethodGet, at+"/evidence/"+none, nil).Code, none)
	}
	foreign := uploading(t, s, "huchunsheng")
	require.Equal(t, http.StatusForbidden, foreign.send(http.MethodGet, at+"/evidence/"+sum(picture), nil).Code)
	denied, err := s.Engine.Ledger.Accesses(t.Context(), schema.AccessFilter{Person: "huchunsheng", Denied: true})
	require.NoError(t, err)
	require.Len(t, denied, 1)

	// What another case holds is not reached through this one.
	nobody := uploading(t, s, "suxiaotang") // an administrator sees no case
	require.Equal(t, http.StatusForbidden, nobody.send(http.MethodGet, at+"/evidence/"+sum(picture), nil).Code)
}

func TestFilesComeWithAFormWithoutAScript(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	at := "/cases/" + string(s.Case(1))
	unit := uploading(t, s, "yuxiaomei")
	send := func(id, words, name string, content []byte) reply {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		for field, value := range map[string]string{"id": id, "type": "submit", "task": "1", "text": words} {
			require.NoError(t, w.WriteField(field, value))
		}
		part, err := w.CreateFormFile("files", name)
		require.NoError(t, err)
		_, err = part.Write(content)
		require.NoError(t, err)
		require.NoError(t, w.Close())
		return unit.send(http.MethodPost, at+"/acts", &body, "Content-Type", w.FormDataContentType())
	}
	res := send("form-1", "", "现场.jpg", photo(t))
	require.Equal(t, http.StatusUnprocessableEntity, res.Code)
	page := res.Text
	require.Contains(t, page, "请写自评")
	require.Contains(t, page, "现场.jpg", "what came in stays with the form")
	res = send("form-1", "自评", "现场.jpg", photo(t))
	require.Equal(t, http.StatusOK, res.Code)
	require.Contains(t, res.Text, "已提交")
	ready, err := s.Engine.Ledger.UploadsOf(t.Context(), s.Case(1), "yuxiaomei")
	require.NoError(t, err)
	require.Len(t, ready, 1, "the one that was not handed in lies ready")
}

func TestEvidenceRunsNothingInABrowser(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	at := "/cases/" + string(s.Case(1))
	program := uploading(t, s, "yuxiaomei")
	program.upload(at, "现场.jpg", photo(t), 1<<20)
	sum := sha256.Sum256(photo(t))
	unit := session(t, s, "yuxiaomei")
	unit.visit(at + "/evidence/" + hex.EncodeToString(sum[:]))
	var origin string
	require.NoError(t, unit.Do(chromedp.Evaluate(`self.origin`, &origin)))
	require.Equal(t, "null", origin, "in a sandbox: of no site, without its cookies")
	unit.visit(at)
	require.NoError(t, unit.OpenAct(casework.CommandSubmit, 1))
	unit.reads("#act-submit-1 .ready", "现场.jpg")
}

// A page that was read before a step, and follows the case after it, hears of it.
func TestAStreamTellsWhatItsPageMissed(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	unit := uploading(t, s, "yuxiaomei")
	state, err := s.Engine.Ledger.State(t.Context(), s.Case(1))
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), wait)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet,
		s.URL+"/live?case="+string(s.Case(1))+"&since="+strconv.FormatInt(state.Seq-1, 10), nil)
	require.NoError(t, err)
	res, err := unit.Do(r)
	require.NoError(t, err)
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "data:") {
		continue
	}
	require.Equal(t, "data: "+strconv.FormatInt(state.Seq, 10), lines.Text())
}
