package site

// sentences.go: what happened, as plain sentences, and refusals in the words of the
// case: names instead of logins, steps by their titles.

import (
	"slices"
	"strconv"
	"strings"

	"duban/casework"
	"duban/casework/wording"
)

// Said gives an event as one sentence.
func (b caseBody) Said(e casework.Event) string {
	return b.r.say("said."+string(e.Type)+b.variant(e), b.by(e), b.unitOf(e.Task), b.step(e.To), b.special(e))
}

// variant tells apart what one type of event can mean.
func (b caseBody) variant(e casework.Event) string {
	switch {
	case e.Type == casework.EventArbitrated && e.Detail.Upheld, e.Type == casework.EventLookedBack && e.Detail.Relapsed,
		e.Type == casework.EventReturned && e.Detail.Fake, e.Type == casework.EventExtensionApplied && e.Detail.LateByRule,
		e.Type == casework.EventSuspended && !e.Detail.Date.IsZero(), e.Type == casework.EventProgressed && e.Detail.Percent != nil,
		e.Type == casework.EventReassigned && e.Detail.Unit != "", e.Type == casework.EventCommented && len(e.Detail.Mentions) > 0:
		return ".1"
	}
	return ""
}

// special is what a sentence says besides: a date, a number, a unit, a person.
func (b caseBody) special(e casework.Event) string {
	d := e.Detail
	switch e.Type {
	case casework.EventOpened:
		if d.Opening == nil {
			return ""
		}
		var units []string
		for _, t := range d.Opening.Tasks {
			if name := b.unit(t.Unit); !slices.Contains(units, name) {
				units = append(units, name)
			}
		}
		return b.list(units)
	case casework.EventProgressed:
		if d.Percent != nil {
			return strconv.Itoa(*d.Percent)
		}
	case casework.EventSubmitted:
		return strconv.Itoa(len(d.Evidence))
	case casework.EventAmended:
		if d.Household != nil {
			return b.r.say("said.household", strconv.Itoa(d.Household.Members), strconv.Itoa(d.Household.Labour))
		}
	case casework.EventReassigned:
		if d.Unit != "" {
			return b.unit(d.Unit)
		}
		return b.person(d.Person)
	case casework.EventHandedOver:
		return b.list([]string{b.person(d.Of), b.person(d.Person)})
	case casework.EventCommented:
		var names []string
		for _, who := range d.Mentions {
			names = append(names, b.person(who))
		}
		return b.list(names)
	case casework.EventPolicyMoved:
		if d.Policy != nil {
			return "v" + strconv.Itoa(d.Policy.Version)
		}
	case casework.EventReopened:
		return strconv.Itoa(e.Round)
	case casework.EventTasksAdded, casework.EventPlanned, casework.EventGreenChannel:
		return strconv.Itoa(len(d.Added))
	case casework.EventVisited:
		return dayText(d.On)
	}
	return dayText(d.Date)
}

func (b caseBody) list(names []string) string {
	if b.r.lang == wording.English {
		return strings.Join(names, ", ")
	}
	return strings.Join(names, "、")
}

// by names who an event is by. Paper often does not say.
func (b caseBody) by(e casework.Event) string {
	if e.Carried && e.By.Person == "" && e.By.Unit == "" {
		return b.r.say("said.paper")
	}
	return b.actor(e.By)
}

// actor names who did it; a substitute with whom they stood in for.
func (b caseBody) actor(by casework.Actor) string {
	switch {
	case by.Person == "" && by.Unit == "":
		return b.r.say("said.engine")
	case by.Person == "":
		return b.unit(by.Unit)
	case by.For != "":
		return b.r.say("said.instead", b.person(by.Person), b.person(by.For))
	}
	return b.person(by.Person)
}

// Post names the post by which somebody acted.
func (b caseBody) Post(by casework.Actor) string {
	if by.Person == "" || by.Unit == "" {
		return ""
	}
	return b.unit(by.Unit) + " · " + b.r.say("post."+string(by.Role))
}

// TaskUnit names a task's unit.
func (b caseBody) TaskUnit(task int) string { return b.unitOf(task) }

// Reader is who looks: drafts in the browser are theirs alone.
func (b caseBody) Reader() casework.PersonID { return b.r.viewer.By.Person }

// Person gives a person's name.
func (b caseBody) Person(id casework.PersonID) string { return b.person(id) }

func (b caseBody) person(id casework.PersonID) string {
	if name := b.Persons[id]; name != "" {
		return name
	}
	if id == b.r.viewer.By.Person {
		return b.r.account.Name
	}
	return string(id)
}

// UnitName gives a unit's name.
func (b caseBody) UnitName(id casework.UnitID) string { return b.unit(id) }

func (b caseBody) unit(id casework.UnitID) string {
	if id == casework.AllUnits {
		return b.r.say("said.all_units")
	}
	if name := b.Units[id]; name != "" {
		return name
	}
	return string(id)
}

func (b caseBody) unitOf(task int) string {
	if t := b.State.Task(task); t != nil {
		return b.unit(t.Unit)
	}
	return b.r.say("said.all_tasks")
}

func (b caseBody) step(id casework.StepID) string {
	if s := b.Policy.Step(id); s != nil {
		return titleIn(b.r.lang, s.Title)
	}
	return string(id)
}

// why gives a refusal in the words of this case.
func (b caseBody) why(e *casework.Error) string {
	told := *e
	told.Args = slices.Clone(e.Args)
	for i, arg := range told.Args {
		told.Args[i] = wording.Rename(arg, b.word)
	}
	return besideNames(b.r.lang, told.Text(b.r.lang))
}

// word gives what an identifier stands for on this page; what is none stays.
func (b caseBody) word(arg string) string {
	switch {
	case arg == "":
		return arg
	case arg == string(b.State.Case):
		return b.r.say("said.this_case")
	case b.Persons[casework.PersonID(arg)] != "" || arg == string(b.r.viewer.By.Person):
		return b.person(casework.PersonID(arg))
	case b.Units[casework.UnitID(arg)] != "":
		return b.unit(casework.UnitID(arg))
	}
	return arg
}
