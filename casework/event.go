package casework

// event.go: what happened to a case. Events are never changed; each carries the
// hash of the one before it, so that the ledger can be checked offline.

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"duban/casework/calendar"
)

// EventType names what happened.
type EventType string

// The types of events.
const (
	EventOpened            EventType = "opened"     // 立项: parties, tasks and deadlines fixed
	EventDispatched        EventType = "dispatched" // 交办: the clock starts
	EventClaimed           EventType = "claimed"    // 认领
	EventDeclined          EventType = "declined"   // 不认领, with reason; awaits arbitration
	EventArbitrated        EventType = "arbitrated" // 裁定: upheld (task excluded) or dismissed
	EventProgressed        EventType = "progressed" // 进展
	EventCompleted         EventType = "completed"  // 整改完成
	EventSubmitted         EventType = "submitted"  // 自评并提交佐证
	EventReviewed          EventType = "reviewed"   // 长期坚持: periodic review held
	EventPassed            EventType = "passed"     // 核验通过
	EventReturned          EventType = "returned"   // 退回
	EventSigned            EventType = "signed"     // 签字
	EventNoticeEnded       EventType = "notice_ended"
	EventRecognised        EventType = "recognised" // 认定销号: the task is closed
	EventClosed            EventType = "closed"     // all tasks ended: the case is closed
	EventExtensionApplied  EventType = "extension_applied"
	EventExtensionAdvanced EventType = "extension_advanced" // one approver of several agreed
	EventExtensionApproved EventType = "extension_approved"
	EventExtensionRefused  EventType = "extension_refused"
	EventSuspended         EventType = "suspended"
	EventResumed           EventType = "resumed"
	EventReassigned        EventType = "reassigned"
	EventUrged             EventType = "urged" // 人工催办
	EventCommented         EventType = "commented"
	EventCancelled         EventType = "cancelled"
	EventLookedBack        EventType = "looked_back" // 回头看: held or relapsed
	EventReopened          EventType = "reopened"    // 反弹: the next round
	EventPolicyMoved       EventType = "policy_moved"
	EventDeadlineCorrected EventType = "deadline_corrected" // a changed ledger file, before dispatch
	EventJoined            EventType = "joined"             // the tasks that a step waited for have ended
	EventTasksAdded        EventType = "tasks_added"        // 增派
	EventHandedOver        EventType = "handed_over"        // 移交: what rested with a person rests with another
)

// What happens to a household besides.
const (
	EventSurveyed     EventType = "surveyed"      // 入户核实
	EventCompared     EventType = "compared"      // 信息比对
	EventDeliberated  EventType = "deliberated"   // 民主评议
	EventEndorsed     EventType = "endorsed"      // 乡镇审核
	EventApproved     EventType = "approved"      // 县级审定
	EventEntered      EventType = "entered"       // 公告录入: listed from now on
	EventExcluded     EventType = "excluded"      // 不予纳入
	EventPlanned      EventType = "planned"       // 一户一策
	EventGreenChannel EventType = "green_channel" // 绿色通道
	EventVisited      EventType = "visited"       // 走访
	EventAmended      EventType = "amended"       // 更正家庭人口和劳动力
)

// Actor is who an event is by: a person in the post that allowed it. A clock's
// or an import's act has no person.
type Actor struct {
	Person PersonID `json:"person,omitempty"`
	Unit   UnitID   `json:"unit,omitempty"`
	Role   PostRole `json:"role,omitempty"`
	For    PersonID `json:"for,omitempty"`    // in whose stead
	Vacant bool     `json:"vacant,omitempty"` // in a post that nobody holds

	Recused bool `json:"recused,omitempty"` // in a post whose holders had a hand in the extension already
}

// Persons gives who had a part in the act: who acted and in whose stead. Nobody
// escapes doer ≠ verifier by sending a substitute, nor by being one.
func (a Actor) Persons() []PersonID {
	if a.For == "" {
		return []PersonID{a.Person}
	}
	return []PersonID{a.Person, a.For}
}

// Event is one fact about a case. Task 0 means the whole case. From and To are
// the steps that the task (or every task at From) leaves and enters; both are
// empty when nothing moves, To alone is empty when the task ends.
type Event struct {
	Case       CaseID    `json:"case"`
	Seq        int64     `json:"seq"` // 1, 2, 3 … without gap
	Type       EventType `json:"type"`
	Task       int       `json:"task,omitempty"`
	Round      int       `json:"round"`
	From       StepID    `json:"from,omitempty"`
	To         StepID    `json:"to,omitempty"`
	At         time.Time `json:"at"`          // when it happened; on paper, if carried over
	RecordedAt time.Time `json:"recorded_at"` // when the case's workflow decided it
	By         Actor     `json:"by,omitzero"`
	Command    CommandID `json:"command,omitempty"`
	Carried    bool      `json:"carried,omitempty"` // taken over from a paper ledger
	Detail     Detail    `json:"detail,omitzero"`
	Prev       string    `json:"prev"`           // hash of the event before; "" for the first
	Hash       string    `json:"hash,omitempty"` // of Body; not part of it
}

// Detail holds what an event says beyond its type. Which fields are set depends
// on the type; docs/terms.md has the table.
type Detail struct {
	Reason     string        `json:"reason,omitempty"`
	Text       string        `json:"text,omitempty"`
	Percent    *int          `json:"percent,omitempty"`
	Evidence   []Evidence    `json:"evidence,omitempty"`
	Digest     string        `json:"digest,omitempty"` // of the submission or request, made or approved
	Date       calendar.Date `json:"date,omitzero"`    // new due, next review, suspension's end
	Upheld     bool          `json:"upheld,omitempty"` // arbitration found for the unit
	Fake       bool          `json:"fake,omitempty"`   // 虚假整改
	Relapsed   bool          `json:"relapsed,omitempty"`
	Unit       UnitID        `json:"unit,omitempty"` // reassignment's new unit
	Person     PersonID      `json:"person,omitempty"`
	Of         PersonID      `json:"of,omitempty"`    // a handover: who had it
	Role       PostRole      `json:"role,omitempty"`  // a handover: the post that passed on
	Tasks      []int         `json:"tasks,omitempty"` // a reopening's relapsed tasks
	Opening    *Opening      `json:"opening,omitempty"`
	Policy     *PolicyRef    `json:"policy,omitempty"`
	LateByRule bool          `json:"late,omitempty"` // an extension applied for after its due date

	On         calendar.Date `json:"on,omitzero"`          // the day of a visit
	Added      []OpeningTask `json:"added,omitempty"`      // tasks that start with this event
	Assessment *Assessment   `json:"assessment,omitempty"` // what a proposed elimination rests on
	Milestone  string        `json:"milestone,omitempty"`  // that progress has reached

	Household *HouseholdFacts `json:"household,omitempty"` // what it is now
	Mentions  []PersonID      `json:"mentions,omitempty"`  // whom a comment is to reach
}

// Evidence is the metadata of one piece of proof; the bytes live elsewhere.
type Evidence struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Size   int64  `json:"size,omitempty"`
	SHA256 string `json:"sha256"`
}

// Body gives the bytes that the ledger stores and the hash covers: the event as
// JSON without its own hash.
func (e Event) Body() []byte {
	e.Hash = ""
	b, err := json.Marshal(e)
	if err != nil {
		// Only plain fields: marshalling cannot fail.
		panic("casework: event: " + err.Error())
	}
	return b
}

// Seal sets Prev and Hash: the hash is the SHA-256 of [Event.Body], in hex.
func (e *Event) Seal(prev string) {
	e.Prev = prev
	e.Hash = HashBody(e.Body())
}

// HashBody gives the chain's hash of a stored body: SHA-256 in hex.
func HashBody(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}
