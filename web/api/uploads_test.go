package api_test

// uploads_test.go: programs send files in, by parts, and hand them in.

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/engine"
	"duban/evidence/evidencetest"
	"duban/ledgerfile"
	"duban/schema"
	"duban/web/api"
	"duban/web/tus"
	"duban/web/webtest"
)

// begin announces a file.
func (p *program) begin(at, name string, size int, sum string) answer {
	p.t.Helper()
	return p.ask(http.MethodPost, at+"/uploads", nil, tus.HeaderLength, strconv.Itoa(size), tus.HeaderMetadata, tus.Announce(name, sum))
}

// part sends a part of a file.
func (p *program) part(upload string, offset int, content []byte) answer {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodPatch, p.url+upload, bytes.NewReader(content))
	require.NoError(p.t, err)
	r.Header.Set("Authorization", "Bearer "+p.token)
	r.Header.Set("Accept-Language", "en")
	r.Header.Set("Content-Type", tus.PartType)
	r.Header.Set(tus.HeaderOffset, strconv.Itoa(offset))
	res, err := http.DefaultClient.Do(r)
	require.NoError(p.t, err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	require.NoError(p.t, err)
	return answer{res, text}
}

func digestOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// twoClaimed serves a measure of each of two counties, both claimed.
func twoClaimed(t *testing.T) *webtest.Site {
	t.Helper()
	s := webtest.WithMeasures(t, ledgerfile.Share{Unit: "泾源县"}, ledgerfile.Share{Unit: "彭阳县"})
	for i, reporter := range []casework.PersonID{"yuxiaomei", "huchunsheng"} {
		give(t, s, s.Case(i+1), "zhoushuyi", casework.Command{Type: casework.CommandDispatch})
		give(t, s, s.Case(i+1), reporter, casework.Command{Type: casework.CommandClaim, Task: 1})
	}
	return s
}

func give(t *testing.T, s *webtest.Site, id casework.CaseID, who casework.PersonID, cmd casework.Command) {
	t.Helper()
	v, err := s.Engine.Viewer(t.Context(), who, time.Now())
	require.NoError(t, err)
	cmd.ID = casework.CommandID("test/" + string(cmd.Type))
	_, err = v.Act(t.Context(), id, cmd)
	require.NoError(t, err)
}

func TestAProgramHandsFilesIn(t *testing.T) {
	t.Parallel()
	s := twoClaimed(t)
	at := "/api/v1/cases/" + string(s.Case(1))
	p := as(t, s, "yuxiaomei", casework.TokenAct)
	content := []byte(strings.Repeat("点位,状态\n1,完成\n", 100_000))

	begun := p.begin(at, "清单.csv", len(content), digestOf(content))
	var upload api.Upload
	begun.read(t, &upload)
	require.Equal(t, http.StatusCreated, begun.StatusCode)
	path := begun.Header.Get("Location")
	require.Equal(t, at+"/uploads/"+upload.ID, path)
	require.Equal(t, "0", begun.Header.Get(tus.HeaderOffset))
	require.Equal(t, http.StatusNoContent, p.part(path, 0, content[:1<<20+5]).StatusCode, "a part may be larger than a command")
	require.Equal(t, "refused.upload_offset", p.part(path, 5, content[5:]).problem(t, http.StatusConflict).Key)
	require.Equal(t, strconv.Itoa(1<<20+5), p.ask(http.MethodHead, path, nil).Header.Get(tus.HeaderOffset))
	pending := map[string]any{"type": "submit", "task": 1, "text": "自评", "uploads": []string{upload.ID}}
	require.Equal(t, "refused.evidence_pending", p.ask(http.MethodPost, at+"/acts", pending, "Idempotency-Key", "k").problem(t, http.StatusUnprocessableEntity).Key)
	done := p.part(path, 1<<20+5, content[1<<20+5:])
	require.Equal(t, http.StatusNoContent, done.StatusCode, "%s", done.body)
	require.Equal(t, digestOf(content), done.Header.Get(tus.HeaderSum))
	for range 2 { // the answer is lost, and it is asked again
		require.Equal(t, http.StatusOK, p.ask(http.MethodPost, at+"/acts", pending, "Idempotency-Key", "k").StatusCode)
	}
	state, err := s.Engine.Ledger.State(t.Context(), s.Case(1))
	require.NoError(t, err)
	require.Equal(t, 1, state.Task(1).Submission.Revision)
	require.Equal(t, digestOf(content), state.Task(1).Submission.Evidence[0].SHA256)
	require.Equal(t, http.StatusNotFound, p.ask(http.MethodHead, path, nil).StatusCode, "it is the case's now")

	// What is no part, what is no evidence, and whose token does not reach this far.
	require.Equal(t, "invalid.request", p.ask(http.MethodPatch, path, map[string]any{}, tus.HeaderOffset, "0").problem(t, http.StatusUnprocessableEntity).Key)
	require.Equal(t, "refused.evidence_kind", p.begin(at, "setup.exe", 10, "").problem(t, http.StatusUnprocessableEntity).Key)
	require.Equal(t, "refused.evidence_size", p.begin(at, "a.jpg", 1<<30, "").problem(t, http.StatusUnprocessableEntity).Key)
	page := []byte("<!doctype html><script>alert(1)</script>")
	path = p.begin(at, "a.jpg", len(page), "").Header.Get("Location")
	require.Equal(t, "refused.evidence_content", p.part(path, 0, page).problem(t, http.StatusUnprocessableEntity).Key)
	require.Equal(t, http.StatusNotFound, p.ask(http.MethodHead, path, nil).StatusCode)
	path = p.begin(at, "a.jpg", 10, "").Header.Get("Location")
	require.Equal(t, http.StatusNotFound, as(t, s, "fenglicheng", casework.TokenAct).ask(http.MethodHead, path, nil).StatusCode, "an upload is its sender's")
	require.Equal(t, http.StatusNoContent, p.ask(http.MethodDelete, path, nil).StatusCode)
	require.Equal(t, "forbidden.token_scope", as(t, s, "yuxiaomei", casework.TokenRead).begin(at, "a.jpg", 10, "").problem(t, http.StatusForbidden).Key)
	require.Equal(t, http.StatusForbidden, as(t, s, "huchunsheng", casework.TokenAct).begin(at, "a.jpg", 10, "").StatusCode)
}

// Knowing a digest is not having the file: else whoever read a digest somewhere
// would get at what another unit handed in.
func TestADigestAloneGivesNobodyAFile(t *testing.T) {
	t.Parallel()
	s := twoClaimed(t)
	own, foreign := "/api/v1/cases/"+string(s.Case(1)), "/api/v1/cases/"+string(s.Case(2))
	p, other := as(t, s, "yuxiaomei", casework.TokenAct), as(t, s, "huchunsheng", casework.TokenAct)
	content := []byte("泾源县的内部材料")
	sum := digestOf(content)
	path := p.begin(own, "材料.txt", len(content), sum).Header.Get("Location")
	require.Equal(t, http.StatusNoContent, p.part(path, 0, content).StatusCode)
	upload := path[strings.LastIndex(path, "/")+1:]
	again := p.begin(own, "材料.txt", len(content), sum)
	require.Equal(t, path, again.Header.Get("Location"), "it lies ready")
	require.Equal(t, sum, again.Header.Get(tus.HeaderSum), "and is not sent again")
	renamed := p.begin(own, "材料二.csv", len(content), sum)
	require.Equal(t, sum, renamed.Header.Get(tus.HeaderSum))
	require.Equal(t, "refused.evidence_content", p.begin(own, "材料.jpg", len(content), sum).problem(t, http.StatusUnprocessableEntity).Key,
		"under another name it is looked at like any other")
	act := map[string]any{"type": "submit", "task": 1, "text": "自评", "uploads": []string{upload}}
	require.Equal(t, http.StatusOK, p.ask(http.MethodPost, own+"/acts", act, "Idempotency-Key", "k1").StatusCode)

	begun := other.begin(foreign, "材料.txt", len(content), sum)
	require.Equal(t, http.StatusCreated, begun.StatusCode)
	require.Equal(t, "0", begun.Header.Get(tus.HeaderOffset))
	require.Empty(t, begun.Header.Get(tus.HeaderSum), "who does not see the case sends it like any other")
	claim := map[string]any{"type": "submit", "task": 1, "text": "自评",
		"evidence": []map[string]any{{"id": sum[:16], "name": "材料.txt", "size": len(content), "sha256": sum}}}
	require.Equal(t, "refused.evidence_unsent", other.ask(http.MethodPost, foreign+"/acts", claim, "Idempotency-Key", "k2").problem(t, http.StatusUnprocessableEntity).Key)
	theft, err := s.Engine.Viewer(t.Context(), "huchunsheng", time.Now())
	require.NoError(t, err)
	claim["type"] = "progress"
	require.Equal(t, "invalid.evidence_here", other.ask(http.MethodPost, foreign+"/acts", claim, "Idempotency-Key", "k3").problem(t, http.StatusUnprocessableEntity).Key,
		"what would be forgotten is not taken")
	claim["type"] = "submit"
	_, _, err = theft.OpenEvidence(t.Context(), s.Case(2), sum)
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))

	require.Equal(t, http.StatusNoContent, other.part(begun.Header.Get("Location"), 0, content).StatusCode)
	require.Equal(t, http.StatusOK, other.ask(http.MethodPost, foreign+"/acts", claim, "Idempotency-Key", "k2").StatusCode, "who has the file may")
	inspector := as(t, s, "zhoushuyi", casework.TokenAct)
	seen := inspector.begin(foreign, "材料.txt", len(content), sum)
	require.Equal(t, sum, seen.Header.Get(tus.HeaderSum), "and who sees a case that holds it")
}

func TestAProgramIsToldOfWhatTheScannerFinds(t *testing.T) {
	t.Parallel()
	clamd := evidencetest.StartClamd(t)
	s := twoClaimed(t).Beside(t, func(c *engine.Config) { c.Scanner = clamd.TCP })
	at := "/api/v1/cases/" + string(s.Case(1))
	p := as(t, s, "yuxiaomei", casework.TokenAct)
	infected := evidencetest.Eicar()
	path := p.begin(at, "a.txt", len(infected), digestOf(infected)).Header.Get("Location")
	found := p.part(path, 0, infected).problem(t, http.StatusUnprocessableEntity)
	require.Equal(t, "refused.evidence_infected", found.Key)
	require.Equal(t, "a.txt did not pass the virus scan and was not kept; clean your machine first", found.Detail)
	lines, err := s.Engine.Ledger.Accesses(t.Context(), schema.AccessFilter{Person: "yuxiaomei", Denied: true})
	require.NoError(t, err)
	require.Len(t, lines, 1)
	require.Equal(t, schema.AccessInfected, lines[0].Act)
	require.NotEmpty(t, lines[0].Address)
	clamd.Kill()
	path = p.begin(at, "b.txt", 3, "").Header.Get("Location")
	away := p.part(path, 0, []byte("abc"))
	require.Equal(t, "unavailable.scanner", away.problem(t, http.StatusServiceUnavailable).Key)
	require.NotEmpty(t, away.Header.Get("Retry-After"))
	require.Equal(t, "3", p.ask(http.MethodHead, path, nil).Header.Get(tus.HeaderOffset), "what came is kept")
	clamd.Start()
	require.Equal(t, http.StatusNoContent, p.part(path, 3, nil).StatusCode)
}
