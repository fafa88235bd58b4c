package site

// live.go: a page that follows the ledger. One listener a process hears every
// step; each open page gets the word of the cases that it shows, by server-sent
// events, and fetches what it shows again. By the same line the bell hears how many
// notices are unread.

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"time"

	"duban/casework"
	"duban/engine"
	"duban/schema"
)

// hub hands the words of one listener to many pages.
type hub struct {
	stop    func()
	reached func([]casework.Addressee) (map[casework.PersonID]bool, error)
	unread  *counting

	log  *slog.Logger
	over chan struct{} // closed when open pages have to end
	once sync.Once

	mu    sync.Mutex
	pages map[*livePage]bool
}

// livePage is an open page. Words are kept few: a page that is slow misses some
// and looks at everything once.
type livePage struct {
	of    casework.CaseID // "" = every case
	quiet bool            // no case at all: only the bell
	who   casework.PersonID
	words chan schema.Step
	bell  chan struct{} // count again
}

// pageBacklog is how many words wait for a slow page.
const pageBacklog = 16

func newHub(e *engine.Engine, log *slog.Logger, now func() time.Time) (*hub, error) {
	steps, stop, err := e.Ledger.Listen()
	if err != nil {
		return nil, err
	}
	reached := func(told []casework.Addressee) (map[casework.PersonID]bool, error) {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		return e.Reached(ctx, told, time.Now())
	}
	// Whose page has been open for a while may hold other posts by now, and mute other kinds.
	unread := newCounting(func(ctx context.Context, who casework.PersonID) (int, error) {
		v, err := e.Viewer(ctx, who, now())
		if err != nil {
			return 0, err
		}
		return v.CountNotices(ctx)
	})
	h := &hub{stop: stop, reached: reached, unread: unread, log: log, over: make(chan struct{}), pages: map[*livePage]bool{}}
	go func() {
		for s := range steps {
			h.tell(s)
		}
	}()
	return h, nil
}

// end lets every open page end: by itself none would.
func (h *hub) end() { h.once.Do(func() { close(h.over) }) }

func (h *hub) close() {
	h.end()
	h.stop()
}

func (h *hub) tell(s schema.Step) {
	if h.empty() {
		return // whoever comes counts by themselves
	}
	whose, everybody := map[casework.PersonID]bool{}, s.Lost() || s.All
	if len(s.Told) > 0 {
		var err error
		if whose, err = h.reached(s.Told); err != nil {
			h.log.Error("whom a notice reaches", "error", err)
			everybody = true // who is not told counts once too often
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for p := range h.pages {
		if everybody || whose[p.who] {
			select {
			case p.bell <- struct{}{}:
			default: // it is about to count anyway
			}
		}
		if p.quiet || (s.Case == "" && !s.Lost()) || (p.of != "" && s.Case != "" && p.of != s.Case) {
			continue
		}
		select {
		case p.words <- s:
		default: // full: it has enough reason to look again
		}
	}
}

func (h *hub) empty() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.pages) == 0
}

func (h *hub) join(p *livePage) *livePage {
	p.words, p.bell = make(chan schema.Step, pageBacklog), make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.pages[p] = true
	return p
}

func (h *hub) leave(p *livePage) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.pages, p)
}

// How often an open page gets a word: lists are told at most once in a while,
// however busy the ledger is, and a silent connection is kept open.
const (
	listPause = time.Second
	bellPause = 2 * time.Second
	keepOpen  = 20 * time.Second
)

// liveOver is the header of an answer that says: do not come again. Whoever asks each
// minute for a case that they may not see any more fills the record.
const liveOver = "Duban-Live"

// live streams the words of one case, or of all, or of none (bell=1). Only that something moved is
// told; what a page then fetches passes the authoriser.
func (s *Site) live(w http.ResponseWriter, r *request) error {
	id := casework.CaseID(r.URL.Query().Get("case"))
	page := s.hub.join(&livePage{of: id, quiet: r.URL.Query().Has("bell"), who: r.viewer.By.Person})
	defer s.hub.leave(page)
	missed := int64(0) // a step between the page and its stream, or while the line was broken
	if id != "" {
		state, err := r.viewer.See(r.Context(), id)
		if err != nil {
			switch casework.CodeOf(err) {
			case casework.CodeForbidden, casework.CodeNotFound: // and not what will be better in a moment
				w.Header().Set(liveOver, "over")
			}
			return err
		}
		if since, err := strconv.ParseInt(r.URL.Query().Get("since"), 10, 64); err == nil && state.Seq > since {
			missed = state.Seq
		}
	}
	stream := http.NewResponseController(w)
	if err := stream.SetWriteDeadline(time.Time{}); err != nil { // it stays open, unlike other answers
		return casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // proxies pass it on at once
	if missed > 0 {
		fmt.Fprintf(w, "event: step\ndata: %d\n\n", missed) //nolint:gosec // a number
	}
	if err := stream.Flush(); err != nil {
		return nil // the browser has gone
	}
	beat := time.NewTicker(keepOpen)
	defer beat.Stop()
	// Counted at once: what came between the page and its stream is not missed.
	count, counted := time.After(0), time.Time{}
	for {
		select {
		case <-r.Context().Done():
			return nil
		case <-s.hub.over:
			return nil
		case <-beat.C:
			if _, _, err := s.engine.Ledger.SessionAccount(r.Context(), r.session); err != nil {
				return nil // the session has ended: nothing more is told
			}
			fmt.Fprint(w, ": \n\n")
		case <-page.bell:
			if count == nil {
				count = time.After(bellPause - time.Since(counted))
			}
			continue
		case <-count:
			count, counted = nil, time.Now()
			n, err := s.hub.unread.of(r.Context(), r.viewer.By.Person)
			if r.Context().Err() != nil {
				return nil
			}
			if err != nil {
				s.log.Error("unread notices not counted", "error", err)
				return nil // the browser comes again
			}
			fmt.Fprintf(w, "event: notices\ndata: %s\n\n", unreadText(n))
		case step := <-page.words:
			if id == "" {
				pause(r, listPause)
				drain(page.words)
				step.Seq = 0 // a list is told of no case that its reader may not see
			}
			fmt.Fprintf(w, "event: step\ndata: %d\n\n", step.Seq)
		}
		if err := stream.Flush(); err != nil {
			return nil // the browser has gone
		}
	}
}

func pause(r *request, d time.Duration) {
	select {
	case <-time.After(d):
	case <-r.Context().Done():
	}
}

// drain drops the words that the one about to be told covers.
func drain(words <-chan schema.Step) {
	for {
		select {
		case <-words:
		default:
			return
		}
	}
}
