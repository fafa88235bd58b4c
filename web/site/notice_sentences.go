package site

// notice_sentences.go: a notice as one sentence.

import (
	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
	"duban/schema"
)

// Says gives a notice as one sentence: that of its event, of its slip, or of the
// month or inspection that it is about.
func (b noticesBody) Says(n engine.Told) string {
	switch {
	case n.Event != nil && n.Policy != nil:
		return b.about(n).Said(*n.Event)
	case n.Slip != nil && n.Policy != nil:
		key := "told.slip"
		if calendar.DateOf(n.Slip.At, zone).After(n.Slip.Due) {
			key = "told.slip.overdue"
		}
		c := b.about(n)
		return b.r.say(key, c.SlipForm(*n.Slip), c.unitOf(n.Slip.Task), c.step(n.Slip.Step), n.Slip.Due.String())
	}
	return b.r.say("told."+n.Kind, noticeTopic(n.Notice))
}

// about gives as much of a case as the sentences about it need.
func (b noticesBody) about(n engine.Told) caseBody {
	state := &casework.State{Case: n.Case}
	for no, unit := range n.About.Units {
		state.Tasks = append(state.Tasks, casework.Task{No: no, Unit: unit})
	}
	return caseBody{CasePage: &engine.CasePage{CaseView: &schema.CaseView{State: state, Units: b.Units, Persons: b.Names}, Policy: n.Policy}, r: b.r}
}

// Quote gives the words that came with an act. A household's stay on its own page.
func (b noticesBody) Quote(n engine.Told) string {
	if n.Event == nil || n.About.Kind == casework.KindHousehold {
		return ""
	}
	text := n.Event.Detail.Reason
	if text == "" {
		text = n.Event.Detail.Text
	}
	if long := []rune(text); len(long) > maxQuote {
		return string(long[:maxQuote]) + "…"
	}
	return text
}

// maxQuote is how much of what came with an act a list shows, in characters.
const maxQuote = 160

// Class says what a notice wants of its reader.
func (b noticesBody) Class(n engine.Told) casework.NoticeClass {
	kind, _ := casework.NoticeKindOf(n.Kind)
	return kind.Class()
}

// Post names the post to which a notice went; "" where it went to the reader by name.
func (b noticesBody) Post(n engine.Told) string {
	if n.To.Person == b.r.viewer.By.Person || n.To.Role == "" {
		return ""
	}
	return b.about(n).addressee(casework.Addressee{Unit: n.To.Unit, Role: n.To.Role})
}
