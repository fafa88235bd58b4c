package site

// actfields.go: which fields each command's form has: exactly what the command
// needs, in the order in which one thinks of it.

import (
	"slices"
	"strconv"

	"duban/casework"
	"duban/casework/people"
	"duban/engine"
)

// field is one field of a form as the page draws it.
type field struct {
	Kind     string // long, percent, count, date, choice, find, check, files, shares
	Name     string
	Label    string
	Hint     string
	Value    string
	Where    string // of find: what answers while one types
	Required bool
	Checked  bool
	Options  []option
	Ready    []ready // of files: what lies ready
	Accept   string  // of files: endings
	Uploads  string  // of files: where they are sent
	Looks    string  // of files: where they are looked at
	Camera   bool    // of files: photographs, taken there and then
	Shares   []shareForm
}

// option is one of several to choose from.
type option struct {
	Value, Text string
	Chosen      bool
}

// ready is a file that has come in and waits to be handed in.
type ready struct {
	ID, Name, SHA256 string
	Size             int64
	Chosen, Picture  bool
}

// offerView is an offer as the page draws it.
type offerView struct {
	casework.Offer
	Key    string // of the form: unique on the page
	Word   string
	Why    string // why not
	Open   bool   // the form that was refused stands open, with what was typed
	ID     string
	Seq    int64
	Digest string
	Shows  string // what the act approves
	Fields []field
}

// OffersFor gives the offers of one task (0 = of the whole case), comments aside:
// they have a place of their own.
func (b caseBody) OffersFor(task int) []offerView {
	var out []offerView
	for _, o := range b.Offers {
		if o.Task == task && o.Command != casework.CommandComment {
			out = append(out, b.offer(o))
		}
	}
	// What ends the open step first, what may not be done last.
	slices.SortStableFunc(out, func(x, y offerView) int { return rank(x) - rank(y) })
	return out
}

func rank(o offerView) int {
	switch {
	case o.Shut != nil:
		return 2
	case o.Step:
		return 0
	}
	return 1
}

// taskView is a task as the page draws it.
type taskView struct {
	Line engine.Line
	Rest people.Rest
	Task *casework.Task
}

// Tasks gives the tasks, those first that wait for the reader: on a phone the others
// are far away.
func (b caseBody) Tasks() []taskView {
	var mine, others []taskView
	for i, l := range b.Lines {
		v := taskView{l, b.Rests[i], b.State.Task(l.Task)}
		if b.Mine(l.Task) {
			mine = append(mine, v)
		} else {
			others = append(others, v)
		}
	}
	return append(mine, others...)
}

// Headline says what the case is about.
func (b caseBody) Headline() string {
	switch {
	case b.Text != "":
		return b.Text
	case b.ProblemText != "":
		return b.ProblemText
	}
	return b.r.say("kind."+string(b.State.Kind)) + " " + string(b.State.Case)
}

// Mine tells whether a task's open step is the reader's to end.
func (b caseBody) Mine(task int) bool {
	return slices.ContainsFunc(b.Offers, func(o casework.Offer) bool { return o.Task == task && o.Step && o.Shut == nil })
}

// Commented tells whether anybody has said something.
func (b caseBody) Commented() bool {
	return slices.ContainsFunc(b.Events, func(e casework.Event) bool { return e.Type == casework.EventCommented })
}

// Comment gives the form for a comment, or nil.
func (b caseBody) Comment() *offerView {
	for _, o := range b.Offers {
		if o.Command == casework.CommandComment && o.Task == 0 && o.Shut == nil {
			v := b.offer(o)
			return &v
		}
	}
	return nil
}

func (b caseBody) offer(o casework.Offer) offerView {
	v := offerView{Offer: o, Key: string(o.Command) + "-" + strconv.Itoa(o.Task), Word: b.r.say("command." + string(o.Command)), Seq: b.State.Seq}
	if o.Shut != nil {
		v.Why = b.why(o.Shut)
		return v
	}
	var typed actForm
	if b.Form.Type == string(o.Command) && b.Form.Task == o.Task {
		typed, v.Open, v.ID = b.Form, true, b.Form.ID
	} else {
		v.ID = b.Form.ID + "-" + v.Key
	}
	v.Digest, v.Shows = b.approves(o)
	v.Fields = b.fields(o, typed)
	return v
}

// approves gives the digest of what an act approves, and what that is in words.
func (b caseBody) approves(o casework.Offer) (digest, shows string) {
	t := b.State.Task(o.Task)
	if t == nil {
		return "", ""
	}
	switch o.Command {
	case casework.CommandPass, casework.CommandSign, casework.CommandRecognise:
		if sub := t.Submission; sub != nil {
			return sub.Digest, b.r.say("web.act.approves", strconv.Itoa(sub.Revision), strconv.Itoa(len(sub.Evidence)), sub.Digest[:8])
		}
	case casework.CommandApproveExtension, casework.CommandRefuseExtension:
		if t.Request != nil {
			return t.Request.Digest, b.r.say("web.act.asked", t.Request.Date.String(), t.Deadline.Date.String())
		}
	}
	return "", ""
}

// fields gives the fields of a command's form, filled with what was typed.
func (b caseBody) fields(o casework.Offer, typed actForm) []field {
	say := b.r.say
	long := func(name, label, value string, required bool) field {
		return field{Kind: "long", Name: name, Label: say(label), Value: value, Required: required}
	}
	text := func(required bool) field {
		return long("text", "web.field.text."+string(o.Command), typed.Text, required)
	}
	reason := long("reason", "web.field.reason", typed.Reason, true)
	date := func(required bool) field {
		return field{Kind: "date", Name: "date", Label: say("web.field.date." + string(o.Command)), Value: typed.Date, Required: required}
	}
	percent := field{Kind: "percent", Name: "percent", Label: say("web.field.percent"), Value: typed.Percent}
	check := func(name string, on bool) field {
		return field{Kind: "check", Name: name, Label: say("web.field." + name), Checked: on}
	}
	t := b.State.Task(o.Task)
	switch o.Command {
	case casework.CommandSubmit:
		return []field{text(true), percent, b.files(o, typed)}
	case casework.CommandProgress:
		out := []field{text(false), percent}
		if m := milestones(t, typed.Milestone, say("web.field.none")); len(m) > 1 {
			out = append(out, field{Kind: "choice", Name: "milestone", Label: say("web.field.milestone"), Options: m})
		}
		return out
	case casework.CommandReturn:
		return []field{reason, {Kind: "choice", Name: "to", Label: say("web.field.to"), Options: b.returns(t, typed.To)}, check("fake", typed.Fake)}
	case casework.CommandArbitrate:
		return []field{{Kind: "choice", Name: "upheld", Label: say("web.field.arbitration"), Required: true, Options: []option{
			{"0", say("web.field.dismissed"), !typed.Upheld}, {"1", say("web.field.upheld"), typed.Upheld}}}, reason}
	case casework.CommandDecline, casework.CommandCancel, casework.CommandRefuseExtension, casework.CommandExclude:
		return []field{reason}
	case casework.CommandResume:
		reason.Required = false
		return []field{reason}
	case casework.CommandSuspend:
		return []field{reason, date(false)}
	case casework.CommandApplyExtension:
		return []field{date(true), reason, text(false), percent}
	case casework.CommandReassign:
		return []field{b.find("unit", "/find/units", typed.Unit), b.find("person", "/find/persons", typed.Person), reason}
	case casework.CommandLookBack:
		return []field{{Kind: "choice", Name: "relapsed", Label: say("web.field.look_back"), Required: true, Options: []option{
			{"0", say("web.field.held"), !typed.Relapsed}, {"1", say("web.field.relapsed"), typed.Relapsed}}}, text(true)}
	case casework.CommandReopen:
		return []field{reason, date(b.Policy.Step(b.Policy.ReopenAt) != nil && b.Policy.Step(b.Policy.ReopenAt).Limit.Due)}
	case casework.CommandVisit:
		return []field{date(true), text(true), b.files(o, typed)}
	case casework.CommandAmend:
		return []field{b.count("members", typed.Members), b.count("labour", typed.Labour), reason}
	case casework.CommandGreenChannel:
		return []field{reason, b.shares(typed)}
	case casework.CommandPlan, casework.CommandAddTasks:
		return []field{text(false), b.shares(typed)}
	case casework.CommandReview, casework.CommandComment:
		return []field{text(true)}
	case casework.CommandSurvey, casework.CommandCompare, casework.CommandDeliberate, casework.CommandEndorse, casework.CommandApprove, casework.CommandEnter:
		return []field{text(true), b.files(o, typed)}
	}
	return []field{text(false)}
}

// count is the field of a household's members or of those who can work, with what it
// is now.
func (b caseBody) count(name, typed string) field {
	if h := b.State.Household; typed == "" && h != nil {
		typed = strconv.Itoa(map[string]int{"members": h.Members, "labour": h.Labour}[name])
	}
	return field{Kind: "count", Name: name, Label: b.r.say("web.field." + name), Value: typed, Required: true}
}

// files is the field of evidence, with how much of it the step asks for.
func (b caseBody) files(o casework.Offer, typed actForm) field {
	at := "/cases/" + string(b.State.Case)
	f := filesField(b.r, at+"/evidence", b.State.Case, b.Ready, typed.Type != "", typed.Uploads)
	if t := b.State.Task(o.Task); t != nil {
		if step := b.Policy.ActStep(o.Command, t.Role); step != nil && step.Evidence > 0 {
			f.Hint = b.r.say("web.field.files.least", strconv.Itoa(step.Evidence))
		}
	}
	return f
}

func (b caseBody) returns(t *casework.Task, chosen string) []option {
	if t == nil {
		return nil
	}
	var out []option
	for i, id := range b.Policy.Step(t.Step).ReturnTo {
		text := string(id)
		if step := b.Policy.Step(id); step != nil {
			text = titleIn(b.r.lang, step.Title)
		}
		out = append(out, option{string(id), text, chosen == string(id) || (chosen == "" && i == 0)})
	}
	return out
}

func milestones(t *casework.Task, chosen, none string) []option {
	out := []option{{"", none, chosen == ""}}
	if t == nil {
		return out
	}
	for _, m := range t.Milestones {
		if m.Reached.IsZero() {
			out = append(out, option{m.ID, m.ID + " " + m.Text, chosen == m.ID})
		}
	}
	return out
}

func (b caseBody) find(name, where, value string) field {
	return field{Kind: "find", Name: name, Where: where, Label: b.r.say("web.field." + name), Hint: b.r.say("web.field." + name + ".hint"), Value: value}
}

// shareRows is how many further shares one form takes.
const shareRows = 4

func (b caseBody) shares(typed actForm) field {
	f := field{Kind: "shares", Label: b.r.say("web.field.shares"), Hint: b.r.say("web.field.shares.hint")}
	f.Shares = append(f.Shares, typed.Shares...)
	for len(f.Shares) < shareRows {
		f.Shares = append(f.Shares, shareForm{})
	}
	return f
}
