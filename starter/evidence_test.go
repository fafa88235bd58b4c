package main

// evidence_test.go: files named on a command line reach the store of evidence,
// through the engine and through a server.

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/evidence"
	"duban/evidence/evidencetest"
	"duban/examples"
	"duban/web/api"
	"duban/web/limit"
)

// evidenceIn sets a store of evidence up for the command line, and gives the example
// as a plan whose measures of 泾源县 are claimed.
func evidenceIn(t *testing.T) (plan string, claimed []string) {
	t.Helper()
	system(t)
	plan = enginetest.Prefix()
	file := filepath.Join(t.TempDir(), "plan.xlsx")
	require.NoError(t, os.WriteFile(file, examples.Plan, 0o600))
	must(t, "import", file, "--plan", plan, "--shift", "2022-05-31=today")
	_, _, _ = duban(t, "act", "claim", "--as", "yuxiaomei", "--plan", plan, "--unit", "泾源县", "--step", "claim") // one was declined on paper
	var lines []engine.Line
	require.NoError(t, json.Unmarshal([]byte(must(t, "case", "list", "--plan", plan, "--unit", "泾源县", "--stage", "act", "-o", "json")), &lines))
	for _, l := range lines {
		if l.Step == "rectify" {
			claimed = append(claimed, string(l.Case))
		}
	}
	require.GreaterOrEqual(t, len(claimed), 4)
	return plan, claimed
}

func store(t *testing.T) {
	t.Helper()
	address, err := evidence.Folder(t.TempDir())
	require.NoError(t, err)
	t.Setenv(engine.EnvEvidence, address)
}

// papers writes files of this machine: one that is taken, one that is long, one
// that no store takes.
func papers(t *testing.T) (paper, long, program string) {
	t.Helper()
	dir := t.TempDir()
	paper, long, program = filepath.Join(dir, "说明.txt"), filepath.Join(dir, "清单.csv"), filepath.Join(dir, "setup.exe")
	require.NoError(t, os.WriteFile(paper, []byte("整改情况说明"), 0o600))
	require.NoError(t, os.WriteFile(long, []byte(strings.Repeat("点位,状态\n1,完成\n", 400_000)), 0o600)) // 9 MB
	require.NoError(t, os.WriteFile(program, []byte("MZ"), 0o600))
	return paper, long, program
}

// holds gives what a case holds of a file's digest.
func holds(t *testing.T, id, path string) (pieces []engine.Piece, content []byte) {
	t.Helper()
	cfg, err := engine.FromEnvironment()
	require.NoError(t, err)
	v, err := enginetest.Open(t, cfg).Viewer(t.Context(), "yuxiaomei", time.Now())
	require.NoError(t, err)
	events, err := v.Events(t.Context(), casework.CaseID(id))
	require.NoError(t, err)
	s, err := v.See(t.Context(), casework.CaseID(id))
	require.NoError(t, err)
	all, err := v.Evidence(t.Context(), s, events)
	require.NoError(t, err)
	want, err := evidenceOf(path)
	require.NoError(t, err)
	for _, p := range all {
		if p.SHA256 != want.SHA256 {
			continue
		}
		pieces = append(pieces, p)
		if p.Here {
			_, in, err := v.OpenEvidence(t.Context(), casework.CaseID(id), p.SHA256)
			require.NoError(t, err)
			content, err = io.ReadAll(in)
			require.NoError(t, err)
			require.NoError(t, in.Close())
		}
	}
	return pieces, content
}

func TestFilesOfACommandLineAreKept(t *testing.T) {
	plan, cases := evidenceIn(t)
	paper, long, program := papers(t)
	act := func(id string, more ...string) (int, string) {
		code, out, errOut := duban(t, append([]string{"act", id, "submit", "--as", "yuxiaomei", "--task", "泾源县", "--text", "已完成"}, more...)...)
		return code, out + errOut
	}
	code, said := act(cases[0], "--evidence", paper)
	require.Equal(t, 8, code, "nowhere to keep it")
	require.Contains(t, said, "DUBAN_EVIDENCE")
	require.Contains(t, said, "--evidence-digest")
	kept, _ := holds(t, cases[0], paper)
	require.Empty(t, kept, "what was not kept is not on record either")

	store(t)
	code, said = act(cases[0], "--evidence", paper, "--evidence", long, "--id", "k1")
	require.Zero(t, code, said)
	code, said = act(cases[0], "--evidence", paper, "--evidence", long, "--id", "k1")
	require.Zero(t, code, said)
	for _, path := range []string{paper, long} {
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		pieces, content := holds(t, cases[0], path)
		require.Len(t, pieces, 1, "given twice, it took effect once")
		require.Equal(t, filepath.Base(path), pieces[0].Name)
		require.True(t, bytes.Equal(want, content))
	}
	code, said = act(cases[1], "--evidence", program)
	require.Equal(t, 3, code, said)
	require.Contains(t, said, "--evidence-digest")
	code, said = act(cases[1], "--evidence", filepath.Join(t.TempDir(), "missing.txt"))
	require.Equal(t, 2, code, said)
	clamd := evidencetest.StartClamd(t)
	t.Setenv(engine.EnvScanner, clamd.Socket)
	bad := filepath.Join(t.TempDir(), "bad.txt")
	require.NoError(t, os.WriteFile(bad, evidencetest.Eicar(), 0o600))
	code, said = act(cases[1], "--evidence", bad)
	require.Equal(t, 3, code, said)
	require.Contains(t, said, "virus")
	code, said = act(cases[1], "--evidence-digest", program)
	require.Zero(t, code, said)
	pieces, _ := holds(t, cases[1], program)
	require.Len(t, pieces, 1)
	require.False(t, pieces[0].Here, "its digest alone")

	// One paper for many cases lies in the store once.
	code, out, errOut := duban(t, "act", "submit", "--as", "yuxiaomei", "--plan", plan, "--unit", "泾源县", "--step", "rectify", "--text", "统一说明", "--evidence", paper)
	require.Zero(t, code, out+errOut)
	require.Contains(t, out, "0 not")
	for _, id := range cases[2:] {
		pieces, _ := holds(t, id, paper)
		require.Len(t, pieces, 1, id)
		require.True(t, pieces[0].Here)
	}
}

// line is what lies between a command line and its server: it counts what is sent,
// and breaks where it is told to.
type line struct {
	http.Handler
	parts atomic.Int64
	bytes atomic.Int64
	cut   atomic.Int64 // the part that breaks; 0 for none
}

func (l *line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPatch {
		l.Handler.ServeHTTP(w, r)
		return
	}
	broken := l.parts.Add(1) == l.cut.Load()
	body := io.Reader(r.Body)
	if broken {
		body = io.MultiReader(io.LimitReader(r.Body, 1<<20), gone{})
	}
	r.Body = io.NopCloser(io.TeeReader(body, counting{&l.bytes}))
	if broken {
		l.Handler.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	}
	l.Handler.ServeHTTP(w, r)
}

type gone struct{}

func (gone) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

type counting struct{ n *atomic.Int64 }

func (c counting) Write(b []byte) (int, error) { c.n.Add(int64(len(b))); return len(b), nil }

func TestFilesOfACommandLineThroughAServer(t *testing.T) {
	_, cases := evidenceIn(t)
	paper, long, program := papers(t)
	serve := func() (*line, string) {
		cfg, err := engine.FromEnvironment()
		require.NoError(t, err)
		a, err := api.New(api.Options{Engine: enginetest.Open(t, cfg), Log: slog.New(slog.DiscardHandler), Limits: limit.Rate{PerSecond: 1000, AtOnce: 1000}})
		require.NoError(t, err)
		l := &line{Handler: a}
		server := httptest.NewServer(l)
		t.Cleanup(server.Close)
		return l, server.URL
	}
	_, without := serve()
	store(t)
	l, with := serve()
	cfg, err := engine.FromEnvironment()
	require.NoError(t, err)
	require.NoError(t, enginetest.Open(t, cfg).OpenDemoAccounts(t.Context(), "a sentence for tests", time.Now()))
	var made struct {
		Token string `json:"token"`
	}
	require.NoError(t, json.Unmarshal([]byte(must(t, "token", "make", "yuxiaomei", "--name", "t", "--scope", "act", "-o", "json")), &made))
	t.Setenv(envToken, made.Token)
	act := func(server, id string, more ...string) (int, string) {
		code, out, errOut := duban(t, append([]string{"act", id, "submit", "--server", server, "--task", "泾源县", "--text", "已完成"}, more...)...)
		return code, out + errOut
	}
	code, said := act(without, cases[0], "--evidence", paper)
	require.Equal(t, 8, code, said)
	require.Contains(t, said, "--evidence-digest")
	code, said = act(with, cases[0], "--evidence", program)
	require.Equal(t, 3, code, said)

	l.cut.Store(2) // the second of three parts, after a megabyte of it
	code, said = act(with, cases[0], "--evidence", long, "--id", "k1")
	require.Zero(t, code, said)
	want, err := os.ReadFile(long)
	require.NoError(t, err)
	pieces, content := holds(t, cases[0], long)
	require.Len(t, pieces, 1)
	require.True(t, bytes.Equal(want, content))
	require.Equal(t, int64(len(want)), l.bytes.Load(), "what came in before the line broke was not sent again")
	require.Equal(t, int64(3), l.parts.Load())

	for _, id := range cases[1:3] {
		code, said = act(with, id, "--evidence", long)
		require.Zero(t, code, said)
		pieces, _ = holds(t, id, long)
		require.NotEmpty(t, pieces)
		require.True(t, pieces[0].Here)
	}
	require.Equal(t, int64(3), l.parts.Load(), "what is there is not sent again")
	code, said = act(with, cases[3], "--evidence-digest", program)
	require.Zero(t, code, said)
	pieces, _ = holds(t, cases[3], program)
	require.Len(t, pieces, 1)
	require.False(t, pieces[0].Here)
}
