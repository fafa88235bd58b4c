package site

// notices.go: what a person is told, in sentences, and what they have read of it.

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"duban/casework"
	"duban/engine"
	"duban/schema"
)

func (s *Site) routesNotices(mux *http.ServeMux) {
	s.page(mux, "GET /notices", s.showNotices)
	s.page(mux, "GET /notices/{id}", s.openNotice)
	s.page(mux, "POST /notices/read", s.readNotices)
}

// noticeShows are the ways to narrow the list, in order; "" is all.
var noticeShows = []string{"", "unread", "mentions", "slips"}

// noticesBody is what the page of notices shows.
type noticesBody struct {
	*engine.NoticePage

	Show  string
	Shows []string
	First bool   // the newest page: only from there all is read
	Older string // the next page

	r *request
}

const noticesPerPage = 30

func (s *Site) showNotices(w http.ResponseWriter, r *request) error {
	q := r.URL.Query()
	body := noticesBody{Show: q.Get("show"), Shows: noticeShows, r: r}
	f := schema.NoticeFilter{Limit: noticesPerPage}
	switch body.Show {
	case "unread":
		f.Unread = true
	case "mentions":
		f.Kinds = casework.NoticesOf(casework.NoticeMentions)
	case "slips":
		f.Kinds = casework.NoticesOf(casework.NoticeSlip)
	default:
		body.Show = ""
	}
	f.Before, _ = strconv.ParseInt(q.Get(paramAfter), 10, 64) // what is no number is the newest
	body.First = f.Before <= 0
	var err error
	if body.NoticePage, err = r.viewer.Notices(r.Context(), f); err != nil {
		return err
	}
	if body.Next != 0 {
		older := url.Values{paramAfter: {strconv.FormatInt(body.Next, 10)}}
		if body.Show != "" {
			older.Set("show", body.Show)
		}
		body.Older = r.URL.Path + "?" + older.Encode()
	}
	if r.part() {
		s.renderPart(w, r, "notices", "told-list", body)
		return nil
	}
	s.render(w, r, http.StatusOK, "notices", "web.nav.notices", body)
	return nil
}

// openNotice leads to what a notice is about. It has been read then.
func (s *Site) openNotice(w http.ResponseWriter, r *request) error {
	id, err := numberIn(r, "id")
	if err != nil {
		return err
	}
	n, err := r.viewer.ReadNotice(r.Context(), id)
	if err != nil {
		return err
	}
	redirect(w, r, noticeTarget(n))
	return nil
}

func (s *Site) readNotices(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	upto, err := strconv.ParseInt(r.PostForm.Get("upto"), 10, 64)
	if err != nil || upto <= 0 {
		return casework.Errorf(casework.CodeInvalid, "invalid.form")
	}
	if err := r.viewer.ReadNotices(r.Context(), upto); err != nil {
		return err
	}
	s.notice(r, "web.notices.done")
	redirect(w, r, "/notices")
	return nil
}

// noticeTarget is the page that a notice is about: the event, comment or slip on its
// case's page, a month, an inspection, a sweep, the obligations that fall due.
// What has no page leads back to the list.
func noticeTarget(n schema.Notice) string {
	seq := func(word string, no int64) string {
		return "/cases/" + url.PathEscape(string(n.Case)) + "#" + word + "-" + strconv.FormatInt(no, 10)
	}
	kind, _ := casework.NoticeKindOf(n.Kind)
	switch {
	case kind == casework.NoticeMentioned:
		return seq("comment", n.EventSeq)
	case n.EventSeq > 0:
		return seq("event", n.EventSeq)
	case n.SlipSeq > 0:
		return seq("slip", n.SlipSeq)
	}
	topic := url.PathEscape(noticeTopic(n))
	switch kind {
	case casework.NoticePassedOn:
		return "/work"
	case casework.NoticeRoundAnalysis, casework.NoticeRoundReview, casework.NoticeRoundDispatch:
		return "/rounds/" + topic + "/meetings/" + strings.TrimPrefix(n.Kind, "round_")
	case casework.NoticeRoundLaggard, casework.NoticeRoundCircular:
		return "/rounds/" + topic
	case casework.NoticeInspectionAhead, casework.NoticeInspectionDrawn, casework.NoticeInspectionMissing,
		casework.NoticeInspectionOff, casework.NoticeInspectionClosed:
		return "/inspections/" + topic
	case casework.NoticeSweepOwing:
		return sweepAddress(noticeTopic(n)) + "/answer"
	case casework.NoticeSweepWithdrawn:
		return sweepAddress(noticeTopic(n))
	case casework.NoticeObligationDue:
		return "/obligations?state=" + obligationsSoon
	}
	return "/notices"
}

// noticeTopic gives what a notice that is about no case is about: a month, an
// inspection, a plan.
func noticeTopic(n schema.Notice) string {
	_, topic, found := strings.Cut(string(n.Case), "/")
	if !found {
		return ""
	}
	return topic
}
