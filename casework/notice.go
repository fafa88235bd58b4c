package casework

// notice.go: what notices there are, and what an event tells whom. Kinds are made
// here alone, so that none can be written for which nobody wrote a sentence.

import (
	"slices"
	"strconv"
	"time"
)

// NoticeNewFor is how long a notice counts as unread: what nobody has looked at for
// a quarter is history. What must be done stands with one's own work as long as it must.
const NoticeNewFor = 90 * 24 * time.Hour

// NoticeKind says what a notice is about. The zero kind is none.
type NoticeKind struct {
	name  string
	class NoticeClass
}

// NoticeClass says what a notice wants of its reader.
type NoticeClass string

// The classes.
const (
	NoticeActs     NoticeClass = "acts"     // something has to be done
	NoticeSlip     NoticeClass = "slip"     // 催办、督办: a paper of the ladder, or an urging by hand
	NoticeMentions NoticeClass = "mentions" // a comment names the reader
	NoticeInforms  NoticeClass = "informs"  // good to know
)

// String gives the name under which a kind is stored.
func (k NoticeKind) String() string { return k.name }

// Class gives what a notice of the kind wants of its reader.
func (k NoticeKind) Class() NoticeClass { return k.class }

// Mutable tells whether somebody may do without notices of the kind. What must be
// done, and what urges or supervises, reaches its addressee whatever they chose.
func (k NoticeKind) Mutable() bool { return k.class == NoticeMentions || k.class == NoticeInforms }

var noticeKinds []NoticeKind

func noticeKind(name string, class NoticeClass) NoticeKind {
	k := NoticeKind{name, class}
	noticeKinds = append(noticeKinds, k)
	return k
}

// The kinds that are about no event: about a slip, a month, an inspection …
var (
	NoticeOfSlip            = noticeKind("slip", NoticeSlip)
	NoticeMentioned         = noticeKind("mentioned", NoticeMentions)        // a comment names the reader
	NoticePassedOn          = noticeKind("handed_over", NoticeInforms)       // a handover: whatever rested with somebody
	NoticeRoundLaggard      = noticeKind("round_laggard", NoticeActs)        // you owe something of this month
	NoticeRoundAnalysis     = noticeKind("round_analysis", NoticeActs)       // the day of a meeting has come, its list is ready
	NoticeRoundReview       = noticeKind("round_review", NoticeActs)         //
	NoticeRoundDispatch     = noticeKind("round_dispatch", NoticeActs)       //
	NoticeRoundCircular     = noticeKind("round_circular", NoticeInforms)    // 通报: the month is closed
	NoticeRaiseRefused      = noticeKind("raise_refused", NoticeActs)        // a matter could not be given out
	NoticeObligationDue     = noticeKind("obligation_due", NoticeActs)       // 到期提醒
	NoticeSweepOwing        = noticeKind("sweep_owing", NoticeActs)          // a standard of 大排查 without an answer
	NoticeSweepWithdrawn    = noticeKind("sweep_withdrawn", NoticeInforms)   // the sweep was opened by mistake: nothing more to answer
	NoticeInspectionAhead   = noticeKind("inspection_ahead", NoticeActs)     // the window comes near
	NoticeInspectionDrawn   = noticeKind("inspection_drawn", NoticeActs)     // the sample is drawn
	NoticeInspectionMissing = noticeKind("inspection_missing", NoticeActs)   // records or findings are owed
	NoticeInspectionOff     = noticeKind("inspection_cancelled", NoticeActs) // called off: do not go
	NoticeInspectionClosed  = noticeKind("inspection_closed", NoticeInforms) // the report is there
)

// told says whom an event tells, besides the holder of a step that opened by it.
var told = map[EventType][]Receiver{
	EventUrged:             {ReceiverHolder, ReceiverHolderHead},
	EventDeclined:          {ReceiverOffice},
	EventExtensionApplied:  {ReceiverHolderHead, ReceiverLeadUnit, ReceiverLeadLeader},
	EventExtensionAdvanced: {ReceiverHolderHead, ReceiverLeadUnit, ReceiverLeadLeader},
	EventArbitrated:        {ReceiverHolder},
	EventExtensionApproved: {ReceiverHolder},
	EventExtensionRefused:  {ReceiverHolder},
	EventSuspended:         {ReceiverHolder},
	EventResumed:           {ReceiverHolder},
	EventReassigned:        {ReceiverHolder},
}

// classes of the kinds that are about events; an event that opens a step says that
// something has to be done.
var classes = map[EventType]NoticeClass{
	EventUrged: NoticeSlip, EventExtensionApproved: NoticeInforms, EventSuspended: NoticeInforms, EventResumed: NoticeInforms,
}

// ofEvents are the kinds that are about events: one for each type but three. An
// opening is told by the dispatch that follows, a comment to those whom it names, a
// handover once for all cases.
var ofEvents = func() map[EventType]NoticeKind {
	out := map[EventType]NoticeKind{}
	for _, t := range EventTypes {
		if t == EventOpened || t == EventCommented || t == EventHandedOver {
			continue
		}
		class, known := classes[t]
		if !known {
			class = NoticeActs
		}
		out[t] = noticeKind(string(t), class)
	}
	return out
}()

// NoticeKinds gives every kind, those of events last.
func NoticeKinds() []NoticeKind { return append([]NoticeKind{}, noticeKinds...) }

// NoticeKindOf gives the kind of a stored name; false for none.
func NoticeKindOf(name string) (NoticeKind, bool) {
	for _, k := range noticeKinds {
		if k.name == name {
			return k, true
		}
	}
	return NoticeKind{}, false
}

// Notification is one thing that an event tells one addressee. Key, unique within
// the case, makes it happen once.
type Notification struct {
	Key  string
	Kind NoticeKind
	Task int
	Seq  int64 // of the event
	To   Addressee
}

// Notifications gives what an event tells people: the holder of a step that opened or
// of a share that was added, and whoever is concerned by a request, a return or an urging. s is the case after
// the event.
func (p *Policy) Notifications(s *State, e Event) []Notification {
	if e.Carried || e.Type == EventOpened {
		return nil // paper told them already; the dispatch tells them next
	}
	key := string(e.Case) + "/" + strconv.FormatInt(e.Seq, 10)
	var out []Notification
	if e.Type == EventCommented {
		for n, who := range e.Detail.Mentions {
			if who != e.By.Person {
				out = append(out, Notification{key + "/m/" + itoa(n), NoticeMentioned, e.Task, e.Seq, Addressee{Person: who}})
			}
		}
		return out
	}
	old := len(s.Tasks) - len(e.Detail.Added) // those that the event added come last
	to, named := told[e.Type]
	if !named {
		to = []Receiver{ReceiverHolder}
	}
	for i := range s.Tasks {
		t := &s.Tasks[i]
		concerned := (named || e.To != "") && (e.Task == 0 || e.Task == t.No) && (e.To == "" || e.To == t.Step)
		if !t.Open() || !(concerned || i >= old) {
			continue
		}
		for n, a := range p.Addressees(s.Parties, t, p.behind(s, t, e.Type, to)) {
			out = append(out, Notification{key + "/" + itoa(t.No) + "/" + itoa(n), ofEvents[e.Type], t.No, e.Seq, a})
		}
	}
	return out
}

// behind adds the office to the receivers where it decides the open turn of an extension
// for somebody who must recuse themselves.
func (p *Policy) behind(s *State, t *Task, of EventType, to []Receiver) []Receiver {
	if of != EventExtensionApplied && of != EventExtensionAdvanced {
		return to
	}
	for _, h := range p.HoldersOf(t, CommandApproveExtension) {
		if named := s.Parties.named(h); named != "" && slices.Contains(t.Request.Hands, named) {
			return append(slices.Clone(to), ReceiverOffice)
		}
	}
	return to
}

// NoticesOf gives the kinds of a class; of "" none, which stands for all.
func NoticesOf(class NoticeClass) []NoticeKind {
	var out []NoticeKind
	for _, k := range noticeKinds {
		if k.class == class {
			out = append(out, k)
		}
	}
	return out
}
