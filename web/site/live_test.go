package site_test

// live_test.go: pages that follow the ledger take nothing away from other pages, and
// come back to a line that broke.

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/web/webtest"
)

// frontProxy stands before the site as an office's proxy does. While the site is away it
// answers 502, and notes when it was asked for a line.
type frontProxy struct {
	URL string

	mu    sync.Mutex
	away  bool
	cut   func() // the lines that run
	lines context.Context
	asked []time.Time
}

func newFrontProxy(t *testing.T, site string) *frontProxy {
	t.Helper()
	to, err := url.Parse(site)
	require.NoError(t, err)
	p := &frontProxy{}
	p.lines, p.cut = context.WithCancel(context.Background())
	pass := httputil.NewSingleHostReverseProxy(to)
	pass.FlushInterval = -1
	pass.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		line := strings.HasPrefix(r.URL.Path, "/live")
		p.mu.Lock()
		away, lines := p.away, p.lines
		if line {
			p.asked = append(p.asked, time.Now())
		}
		p.mu.Unlock()
		if away {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		if line {
			ctx, cancel := context.WithCancel(r.Context())
			defer cancel()
			defer context.AfterFunc(lines, cancel)()
			r = r.WithContext(ctx)
		}
		pass.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	p.URL = server.URL
	return p
}

// leaves ends every line and answers 502 from now on; comes lets through again.
func (p *frontProxy) leaves() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.away, p.asked = true, nil
	p.cut()
}

func (p *frontProxy) comes() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lines, p.cut = context.WithCancel(context.Background())
	p.away = false
}

func (p *frontProxy) tries() []time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]time.Time{}, p.asked...)
}

// After a proxy's 502 a browser gives a line up for good. The page comes again, later
// each time, and takes away nothing that was typed.
func TestALineComesBackByItself(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	proxy := newFrontProxy(t, s.URL)
	through := *s
	through.URL = proxy.URL
	unit := session(t, &through, "yuxiaomei")
	unit.follows()
	typed := webtest.Fields{"text": "管道改造完成一半，材料已到场", "percent": "50"}
	require.NoError(t, unit.OpenAct(casework.CommandProgress, 1))
	require.NoError(t, unit.Fill(casework.CommandProgress, 1, typed))

	left := time.Now()
	proxy.leaves()
	give(t, s, "fenglicheng", casework.Command{Type: casework.CommandUrge, Task: 1, Text: "请加快"})
	require.Eventually(t, func() bool { return len(proxy.tries()) == 2 }, time.Minute, 20*time.Millisecond)
	tries := proxy.tries()
	require.Greater(t, tries[0].Sub(left), 1900*time.Millisecond, "not at once")
	require.Greater(t, tries[1].Sub(tries[0]), 3900*time.Millisecond, "and later each time")
	proxy.comes()
	unit.follows()
	unit.appears("#news", "冯立诚催办（泾源县）") // what was missed meanwhile
	require.Equal(t, typed["text"], unit.value("#act-progress-1 textarea"))
	require.LessOrEqual(t, len(proxy.tries()), 4, "one question and the line itself")
}

// Whoever may not see a case any more, or has signed out, asks no more for its line:
// each question would be a line of the record.
func TestALineThatIsRefusedIsNotAskedForAgain(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	proxy := newFrontProxy(t, s.URL)
	through := *s
	through.URL = proxy.URL
	unit := session(t, &through, "yuxiaomei")
	unit.follows()
	_, err := s.Engine.Ledger.EndSessions(t.Context(), "yuxiaomei", "", now())
	require.NoError(t, err)
	proxy.leaves()
	proxy.comes()
	require.NoError(t, unit.Do(chromedp.Poll(`document.documentElement.dataset.following === "left"`, nil)))
	asked := len(proxy.tries())
	require.Equal(t, 2, asked, "the line, and why there is none")
	require.Never(t, func() bool { return len(proxy.tries()) > asked }, 10*time.Second, time.Second)

	status, header, _ := get(t, signedIn(t, s, "qixinyu"), s.URL+"/live?case="+string(s.Case(1)))
	require.Equal(t, http.StatusForbidden, status)
	require.NotEmpty(t, header.Get("Duban-Live"), "a page is told not to come again")
}

// Ten cases opened behind a list are more than the six connections of a browser.
func TestTabsThatNobodySeesHoldNoLine(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	h := session(t, s, "yuxiaomei")
	h.follows()
	for range 8 {
		tab, err := h.Behind("/cases/" + string(s.Case(1)))
		require.NoError(t, err)
		t.Cleanup(tab.Close)
		var hidden bool
		require.NoError(t, tab.Do(chromedp.WaitReady("#bell"), chromedp.Evaluate(`document.hidden`, &hidden)))
		require.True(t, hidden)
	}
	var status int
	require.NoError(t, h.Do(chromedp.Evaluate(`fetch("/work", {signal: AbortSignal.timeout(10000)}).then((r) => r.status, () => 0)`, &status,
		func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) })))
	require.Equal(t, 200, status)
}
