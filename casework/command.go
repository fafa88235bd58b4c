package casework

// command.go: what a person or a clock asks of a case.

import (
	"slices"
	"time"

	"duban/casework/calendar"
)

// CommandType names what is asked.
type CommandType string

// The acts that end a step.
const (
	CommandDispatch  CommandType = "dispatch"
	CommandClaim     CommandType = "claim"
	CommandComplete  CommandType = "complete"
	CommandSubmit    CommandType = "submit"
	CommandPass      CommandType = "pass"
	CommandSign      CommandType = "sign"
	CommandRecognise CommandType = "recognise"
)

// The acts that end a step of a household's identification (DOMAIN section 3).
const (
	CommandSurvey     CommandType = "survey"     // 入户核实, with the household's authorisation
	CommandCompare    CommandType = "compare"    // 信息比对
	CommandDeliberate CommandType = "deliberate" // 民主评议
	CommandEndorse    CommandType = "endorse"    // 乡镇审核
	CommandApprove    CommandType = "approve"    // 县级审定
	CommandEnter      CommandType = "enter"      // 公告录入
	CommandPlan       CommandType = "plan"       // 制定一户一策: names the help measures
)

// What else people ask.
const (
	CommandDecline          CommandType = "decline"
	CommandArbitrate        CommandType = "arbitrate"
	CommandProgress         CommandType = "progress"
	CommandReview           CommandType = "review"
	CommandReturn           CommandType = "return"
	CommandApplyExtension   CommandType = "apply_extension"
	CommandApproveExtension CommandType = "approve_extension"
	CommandRefuseExtension  CommandType = "refuse_extension"
	CommandSuspend          CommandType = "suspend"
	CommandResume           CommandType = "resume"
	CommandReassign         CommandType = "reassign"
	CommandUrge             CommandType = "urge"
	CommandComment          CommandType = "comment"
	CommandCancel           CommandType = "cancel"
	CommandLookBack         CommandType = "look_back"
	CommandReopen           CommandType = "reopen"
	CommandMovePolicy       CommandType = "move_policy"
	CommandCorrectDeadline  CommandType = "correct_deadline"
	CommandVisit            CommandType = "visit"         // 走访, 回访
	CommandExclude          CommandType = "exclude"       // 不予纳入
	CommandAddTasks         CommandType = "add_tasks"     // 增派任务
	CommandGreenChannel     CommandType = "green_channel" // 绿色通道: help first, papers after
	CommandAmend            CommandType = "amend"         // 更正家庭人口和劳动力
	CommandHandOver         CommandType = "hand_over"     // 移交: of one person's post to another
)

// What only the engine asks.
const (
	CommandOpen          CommandType = "open"
	CommandEndNotice     CommandType = "end_notice"
	CommandEndSuspension CommandType = "end_suspension"
)

var stepActs = []CommandType{
	CommandDispatch, CommandClaim, CommandSurvey, CommandCompare, CommandDeliberate, CommandEndorse, CommandApprove,
	CommandEnter, CommandPlan, CommandComplete, CommandSubmit, CommandPass, CommandSign, CommandRecognise,
}

// permissionCommands are those whose holders a policy names under "may".
var permissionCommands = []CommandType{
	CommandDecline, CommandArbitrate, CommandProgress, CommandReview,
	CommandApplyExtension, CommandRefuseExtension, CommandSuspend, CommandResume,
	CommandReassign, CommandUrge, CommandComment, CommandCancel, CommandLookBack, CommandReopen,
	CommandMovePolicy, CommandCorrectDeadline, CommandVisit, CommandExclude, CommandAddTasks, CommandGreenChannel,
	CommandAmend,
}

// PersonCommands lists every command that a person can give, in the order of
// a case's life.
var PersonCommands = slices.Concat(stepActs, permissionCommands,
	[]CommandType{CommandReturn, CommandApproveExtension, CommandHandOver})

func isStepAct(c CommandType) bool { return slices.Contains(stepActs, c) }

func sortedCommands(m map[CommandType][]Holder) []CommandType {
	out := make([]CommandType, 0, len(m))
	for c := range m { //workflowcheck:ignore sorted below
		out = append(out, c)
	}
	slices.Sort(out)
	return out
}

// TakesEvidence tells whether a command's evidence goes on record. What comes with
// any other is refused before it is given: it would be forgotten.
func (c CommandType) TakesEvidence() bool {
	switch c {
	case CommandSubmit, CommandVisit, CommandLookBack,
		CommandDeliberate, CommandEndorse, CommandApprove, CommandEnter, CommandSurvey, CommandCompare:
		return true
	default:
		return false
	}
}

// Requester is a person with the posts held at the moment of asking. The zero
// Requester is the engine itself: a clock or an import.
type Requester struct {
	Person PersonID `json:"person,omitempty"`
	Posts  []Post   `json:"posts,omitempty"`
}

// System tells whether the engine itself asks.
func (r Requester) System() bool { return r.Person == "" }

// Command asks something of a case. Task 0 means every task to which it can
// apply. Fields that a type does not use are ignored.
type Command struct {
	ID       CommandID     `json:"id"`
	Type     CommandType   `json:"type"`
	Task     int           `json:"task,omitempty"`
	By       Requester     `json:"by"`
	Reason   string        `json:"reason,omitempty"`
	Text     string        `json:"text,omitempty"`
	Percent  *int          `json:"percent,omitempty"`
	Evidence []Evidence    `json:"evidence,omitempty"`
	Digest   string        `json:"digest,omitempty"` // what is approved: full, or its first 8+ characters
	Date     calendar.Date `json:"date,omitzero"`
	To       StepID        `json:"to,omitempty"`
	Upheld   bool          `json:"upheld,omitempty"`
	Fake     bool          `json:"fake,omitempty"`
	Relapsed bool          `json:"relapsed,omitempty"`
	Unit     UnitID        `json:"unit,omitempty"`
	Person   PersonID      `json:"person,omitempty"`
	Of       PersonID      `json:"of,omitempty"`   // a handover: who had it
	Role     PostRole      `json:"role,omitempty"` // a handover: the post that passes on
	Opening  *Opening      `json:"opening,omitempty"`
	Policy   *Policy       `json:"policy,omitempty"`
	Seq      int64         `json:"seq,omitempty"` // the state that the person saw; 0 = any

	Tasks      []OpeningTask `json:"tasks,omitempty"`      // of a plan, of added tasks
	Assessment *Assessment   `json:"assessment,omitempty"` // a household proposed for elimination
	Milestone  string        `json:"milestone,omitempty"`  // that progress has reached

	Household *HouseholdFacts `json:"household,omitempty"` // as it is now: births, deaths, who can work
	Mentions  []PersonID      `json:"mentions,omitempty"`  // whom a comment is to reach
}

// Facts are what a decision needs from the ledger because it depends on the
// working calendar or on figures of the year. The workflow asks for them only
// where [Command.NeedsFacts]; without them (Known is false) a decision is a
// first look that leaves what depends on them open.
type Facts struct {
	Known bool                  `json:"known,omitempty"`
	Due   map[int]calendar.Date `json:"due,omitempty"`   // task number → its own deadline as it stands
	Today calendar.Date         `json:"today,omitzero"`  // the local day
	Lines map[int]int           `json:"lines,omitempty"` // year → income line of the policy's province, yuan per head

	Listed calendar.Date `json:"listed,omitzero"` // the local day of a household's listing

	// OneHand lets one person agree to an extension at several turns, as was decided
	// before the rule came. Only the replay of such a history sets it.
	OneHand bool `json:"-"`
}

// namesNumbers tells whether any of the words tell somebody's number.
func (c *Command) namesNumbers() bool {
	return NamesNumbers(c.Text) || NamesNumbers(c.Reason) ||
		slices.ContainsFunc(c.Tasks, func(t OpeningTask) bool { return NamesNumbers(t.Title) }) ||
		slices.ContainsFunc(c.Evidence, func(e Evidence) bool { return NamesNumbers(e.Name) })
}

// NeedsFacts tells whether deciding the command takes [Facts].
func (c Command) NeedsFacts() bool {
	switch c.Type {
	case CommandApplyExtension, CommandPlan, CommandVisit:
		return true
	case CommandSubmit:
		return c.Assessment != nil
	}
	return false
}

// Opening is what a case starts with.
type Opening struct {
	Kind    Kind          `json:"kind"`
	Plan    string        `json:"plan,omitempty"`
	Parties Parties       `json:"parties"`
	Tasks   []OpeningTask `json:"tasks"`
	Carried []CarriedAct  `json:"carried,omitempty"`

	// Household says what the rules need of a monitored household.
	Household *HouseholdFacts `json:"household,omitempty"`
	// Dispatch is set where opening the case is giving it out: by the assigner of
	// a directive, by an inspection; an empty actor is the engine.
	Dispatch *Actor `json:"dispatch,omitempty"`
}

// HouseholdFacts are what the rules need of a household. No name, no number.
type HouseholdFacts struct {
	Members int `json:"members"`
	Labour  int `json:"labour"` // members able to work
}

// OpeningTask is one unit's share as the ledger file gives it.
type OpeningTask struct {
	Role     TaskRole      `json:"role"`
	Unit     UnitID        `json:"unit"`
	Person   PersonID      `json:"person,omitempty"`
	Deadline Deadline      `json:"deadline"`
	Original calendar.Date `json:"original,omitzero"`
	Title    string        `json:"title,omitempty"` // of a help measure, a co-unit's part
	Step     StepID        `json:"step,omitempty"`  // where a task added later starts: set by the rules

	Milestones []Milestone `json:"milestones,omitempty"` // none reached
}

// CarriedAct is something that happened on paper before the engine took the
// case over. It is entered as an event of its own date, marked as carried over,
// and is not held to the rules of who may do what.
type CarriedAct struct {
	Type    CommandType `json:"type"`
	Task    int         `json:"task"`
	At      time.Time   `json:"at"`
	Person  PersonID    `json:"person,omitempty"`
	Text    string      `json:"text,omitempty"`
	Reason  string      `json:"reason,omitempty"`
	Percent *int        `json:"percent,omitempty"`

	Tasks      []OpeningTask `json:"tasks,omitempty"`      // of a plan
	Date       calendar.Date `json:"date,omitzero"`        // of a visit; the next one's due date
	Assessment *Assessment   `json:"assessment,omitempty"` // of a proposed elimination
}
