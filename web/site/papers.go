package site

// papers.go: the papers of supervision as pages to be printed: 交办单, 催办单,
// 督办通知单 and the ladder's other forms, 销号单. Each says what the ledger holds
// and nothing else, with the digest of the entry that it is taken from.

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/wording"
	"duban/engine"
)

// paperBody is what a paper says.
type paperBody struct {
	Heading string
	No      string // the paper's number
	To      []string
	Lead    string // what it asks, in one sentence
	Facts   []paperFact
	Steps   []paperStep    // of a closing: who did what
	Pieces  []engine.Piece // of a closing
	From    string         // the unit that issues it
	On      calendar.Date
	Hash    string // of the entry of the ledger
	Case    casework.CaseID
}

type paperFact struct{ Label, Text string }

type paperStep struct {
	What, Who, Post string
	At              time.Time
	Carried         bool // taken over from paper: the day is known, no hour
	Text            string
}

func (s *Site) showPaper(w http.ResponseWriter, r *request) error {
	no, err := strconv.Atoi(r.PathValue("no"))
	if err != nil {
		return casework.Errorf(casework.CodeNotFound, "notfound.page")
	}
	b, err := s.caseOf(r)
	if err != nil {
		return err
	}
	write, known := map[string]func(int) (paperBody, bool){
		"dispatch": b.dispatchPaper, "closing": b.closingPaper, "slip": b.slipPaper, "urging": b.urgingPaper,
	}[r.PathValue("kind")]
	if !known {
		return casework.Errorf(casework.CodeNotFound, "notfound.page")
	}
	body, there := write(no)
	if !there {
		return casework.Errorf(casework.CodeNotFound, "notfound.page")
	}
	body.Case, body.From = b.State.Case, b.unit(b.State.Parties.Office)
	s.render(w, r, http.StatusOK, "paper", "web.paper.title", body)
	return nil
}

// about says what the case is, and a task's part of it.
func (b caseBody) about(t *casework.Task) []paperFact {
	text := b.Text
	if text == "" {
		text = b.ProblemText
	}
	out := []paperFact{{"web.paper.plan", b.PlanTitle}, {"web.paper.problem", b.ProblemText}, {"web.paper.measure", text},
		{"web.paper.target", b.Target}, {"web.paper.unit", b.unit(t.Unit)}, {"web.paper.role", b.role(t)},
		{"web.paper.leader", b.person(b.State.Parties.LeadLeader)}, {"web.paper.lead_unit", b.unit(b.State.Parties.LeadUnit)}}
	if b.ProblemText == text {
		out[1].Text = ""
	}
	return filled(out)
}

// role says what part a unit has, where it is not the usual one.
func (b caseBody) role(t *casework.Task) string {
	if t.Role == casework.RoleResponsible {
		return ""
	}
	return b.r.say("role." + string(t.Role))
}

func filled(in []paperFact) []paperFact {
	out := in[:0]
	for _, f := range in {
		if f.Text != "" {
			out = append(out, f)
		}
	}
	return out
}

func (b caseBody) number(word string, no int64) string {
	return string(b.State.Case) + "-" + word + "-" + strconv.FormatInt(no, 10)
}

// dispatchPaper (交办单) gives a task out.
func (b caseBody) dispatchPaper(task int) (paperBody, bool) {
	t := b.State.Task(task)
	if t == nil {
		return paperBody{}, false
	}
	e := b.gaveOut(t)
	if e == nil {
		return paperBody{}, false
	}
	due := b.r.say("web.paper.at_once", limitText(b.Policy.AtOnce))
	if !t.Deadline.Date.IsZero() {
		due = t.Deadline.Date.String()
	}
	p := paperBody{Heading: b.r.say("web.paper.dispatch"), No: b.number(b.r.say("web.paper.no.dispatch"), int64(task)),
		To: []string{b.unit(t.Unit)}, Lead: b.r.say("web.paper.lead.dispatch"), On: dayOf(e.At), Hash: e.Hash}
	p.Facts = append(b.about(t), filled([]paperFact{{"web.paper.due", due}, {"web.paper.demand", e.Detail.Text}})...)
	return p, true
}

// gaveOut finds the entry by which a task was given out: its dispatch, or for a help
// measure the plan that it stands in, for a reopened one the reopening.
func (b caseBody) gaveOut(t *casework.Task) *casework.Event {
	for i := range b.Events {
		e := &b.Events[i]
		if e.At.Equal(t.Dispatched) && (e.Type == casework.EventDispatched && (e.Task == 0 || e.Task == t.No) ||
			len(e.Detail.Added) > 0 || slices.Contains(e.Detail.Tasks, t.No)) {
			return e
		}
	}
	return b.last(t.No, casework.EventDispatched)
}

func limitText(l calendar.Limit) string {
	text, err := l.MarshalText()
	if err != nil {
		return ""
	}
	return string(text)
}

// slipPaper is a paper of the ladder (提醒函, 催办单, 督办通知单 …).
func (b caseBody) slipPaper(seq int) (paperBody, bool) {
	for _, slip := range b.Slips {
		t := b.State.Task(slip.Task)
		if slip.Seq != int64(seq) || t == nil {
			continue
		}
		form := b.SlipForm(slip)
		p := paperBody{Heading: form, No: b.number(b.r.say("web.paper.no.slip"), slip.Seq), On: dayOf(slip.At), Hash: slip.Hash}
		for _, to := range slip.To {
			p.To = append(p.To, b.addressee(to))
		}
		p.Lead = b.r.say("web.paper.lead.before", b.unit(t.Unit), b.step(slip.Step), slip.Due.String())
		if dayOf(slip.At).After(slip.Due) {
			p.Lead = b.r.say("web.paper.lead.overdue", b.unit(t.Unit), b.step(slip.Step), slip.Due.String())
		}
		p.Facts = append(b.about(t), paperFact{"web.paper.due", slip.Due.String()})
		return p, true
	}
	return paperBody{}, false
}

// urgingPaper (催办单) is an urging by hand.
func (b caseBody) urgingPaper(seq int) (paperBody, bool) {
	for _, e := range b.Events {
		if e.Seq != int64(seq) || e.Type != casework.EventUrged {
			continue
		}
		for i, l := range b.Lines {
			t := b.State.Task(l.Task)
			if e.Task != 0 && e.Task != l.Task || t == nil {
				continue
			}
			p := paperBody{Heading: b.r.say("slip.urging"), No: b.number(b.r.say("web.paper.no.urging"), e.Seq), To: []string{b.unit(t.Unit)},
				Lead: b.r.say("web.paper.lead.urging", b.unit(t.Unit)), On: dayOf(e.At), Hash: e.Hash}
			p.Facts = append(b.about(t), filled([]paperFact{{"web.paper.due", dayText(b.Lines[i].Due)}, {"web.paper.demand", e.Detail.Text}})...)
			return p, true
		}
	}
	return paperBody{}, false
}

// closingSteps are what a closing rests on, in order.
var closingSteps = []casework.EventType{casework.EventClaimed, casework.EventSubmitted, casework.EventPassed, casework.EventSigned,
	casework.EventNoticeEnded, casework.EventRecognised}

// closingPaper (销号单) says how a task was closed.
func (b caseBody) closingPaper(task int) (paperBody, bool) {
	t := b.State.Task(task)
	if t == nil || t.Outcome != casework.OutcomeClosed {
		return paperBody{}, false
	}
	p := paperBody{Heading: b.r.say("web.paper.closing"), No: b.number(b.r.say("web.paper.no.closing"), int64(task)), To: []string{b.unit(t.Unit)},
		Lead: b.r.say("web.paper.lead.closing", b.unit(t.Unit)), Facts: b.about(t), On: dayOf(t.Ended)}
	for _, kind := range closingSteps {
		e := b.last(task, kind)
		if e == nil {
			continue
		}
		p.Steps = append(p.Steps, paperStep{What: b.r.say("event." + string(kind)), Who: b.by(*e), Post: b.Post(e.By), At: e.At, Carried: e.Carried, Text: e.Detail.Text})
		p.Hash = e.Hash
	}
	revision := 0
	if t.Submission != nil {
		revision = t.Submission.Revision
	}
	for _, piece := range b.Pieces {
		if piece.Task == task && piece.Revision == revision {
			p.Pieces = append(p.Pieces, piece)
		}
	}
	return p, true
}

// last gives the newest event of a type that concerns a task, in this round.
func (b caseBody) last(task int, kind casework.EventType) *casework.Event {
	for i := range b.Events {
		if e := &b.Events[i]; e.Type == kind && (e.Task == 0 || e.Task == task) {
			return e
		}
	}
	return nil
}

// SlipForm gives what a slip is called, by the policy that issued it.
func (b caseBody) SlipForm(slip casework.Slip) string {
	for _, rung := range b.Policy.Ladder {
		if rung.ID == slip.RungID {
			return titleIn(b.r.lang, rung.Form)
		}
	}
	return b.r.say("slip." + slip.RungID)
}

// addressee names to whom something goes.
func (b caseBody) addressee(a casework.Addressee) string {
	switch {
	case a.Person != "":
		return b.person(a.Person)
	case a.Unit == "":
		return b.r.say("post." + string(a.Role))
	}
	return postOf(b.r, b.unit(a.Unit), a.Role)
}

// postOf names a post of a unit. What the unit's name ends with and the post's begins
// with is said once: 领导小组办公室 and 办公室, 各责任单位 and 单位负责人.
func postOf(r *request, unit string, role casework.PostRole) string {
	post := r.say("post." + string(role))
	if r.lang != wording.Chinese {
		return r.say("web.paper.of", unit, post)
	}
	for rest := []rune(post); len(rest) > 0; rest = rest[:len(rest)-1] {
		if strings.HasSuffix(unit, string(rest)) {
			return unit + strings.TrimPrefix(post, string(rest))
		}
	}
	return r.say("web.paper.of", unit, post)
}

// SlipTo names everybody to whom a slip went.
func (b caseBody) SlipTo(slip casework.Slip) string {
	names := make([]string, len(slip.To))
	for i, to := range slip.To {
		names[i] = b.addressee(to)
	}
	return b.list(names)
}

func dayOf(t time.Time) calendar.Date { return calendar.DateOf(t, zone) }
