package site

// work_row.go: acting on one waiting task without leaving the list. The row gets
// the short forms of what its reader may do, and then what came of it.

import (
	"net/http"
	"slices"
	"strconv"

	"duban/casework"
	"duban/engine"
)

// shortFields are what the short form of a command asks for; a command without an
// entry is for the case's own page.
var shortFields = map[casework.CommandType][]string{
	casework.CommandDispatch:         {"text"},
	casework.CommandClaim:            {"text"},
	casework.CommandDecline:          {"reason"},
	casework.CommandArbitrate:        {"upheld", "reason"},
	casework.CommandComplete:         {"text"},
	casework.CommandProgress:         {"text", "percent"},
	casework.CommandPass:             {"text"},
	casework.CommandReturn:           {"reason", "fake"},
	casework.CommandSign:             {"text"},
	casework.CommandRecognise:        {"text"},
	casework.CommandSurvey:           {"text"},
	casework.CommandCompare:          {"text"},
	casework.CommandDeliberate:       {"text"},
	casework.CommandEndorse:          {"text"},
	casework.CommandApprove:          {"text"},
	casework.CommandEnter:            {"text"},
	casework.CommandReview:           {"text", "date"},
	casework.CommandApplyExtension:   {"date", "reason"},
	casework.CommandApproveExtension: {"text"},
	casework.CommandRefuseExtension:  {"reason"},
	casework.CommandComment:          {"text"},
	casework.CommandUrge:             {"text"},
}

// rowOffer is a command in a row, with the form it takes.
type rowOffer struct {
	casework.Offer
	Fields []string
	Digest string
	Away   bool // only on the case's own page
}

// rowBody is what a row shows when it is opened.
type rowBody struct {
	Line     engine.Line
	Offers   []rowOffer
	ID       string // of the commands, with their types behind
	Handed   string // what the unit says that it did
	Evidence []casework.Evidence
	Digest   string
}

// rowResult is what came of a command.
type rowResult struct {
	Done  bool
	Text  string
	After *engine.Line // where the task stands now
}

// rowOf reads which row a request is about.
func rowOf(r *request) (casework.CaseID, int, error) {
	task, err := strconv.Atoi(r.PathValue("task"))
	if err != nil || task < 1 {
		return "", 0, casework.Errorf(casework.CodeInvalid, "invalid.form")
	}
	return casework.CaseID(r.PathValue("case")), task, nil
}

// showRow gives the short forms of a row; without htmx, the case's page.
func (s *Site) showRow(w http.ResponseWriter, r *request) error {
	id, task, err := rowOf(r)
	if err != nil {
		return err
	}
	if !r.part() {
		redirect(w, r, caseAddress(id, task))
		return nil
	}
	page, err := r.viewer.Case(r.Context(), id)
	if err != nil {
		return err
	}
	fresh, err := freshKey()
	if err != nil {
		return err
	}
	body := rowBody{ID: fresh}
	at := slices.IndexFunc(page.Lines, func(l engine.Line) bool { return l.Task == task })
	t := page.State.Task(task)
	if at < 0 || t == nil {
		return casework.Errorf(casework.CodeNotFound, "notfound.case", string(id))
	}
	body.Line = page.Lines[at]
	for _, o := range page.Offers {
		if o.Task != task && (o.Task != 0 || o.Command != casework.CommandDispatch) {
			continue
		}
		fields, short := shortFields[o.Command]
		step := page.Policy.Step(t.Step)
		offer := rowOffer{Offer: o, Fields: fields, Digest: body.Line.DigestFor(o.Command)}
		offer.Away = !short || (o.Step && step != nil && step.Evidence > 0)
		body.Offers = append(body.Offers, offer)
	}
	if t.Submission != nil {
		body.Digest, body.Evidence = t.Submission.Digest, t.Submission.Evidence
		for _, e := range page.Events {
			if e.Type == casework.EventSubmitted && e.Task == task {
				body.Handed = e.Detail.Text
			}
		}
	}
	s.renderPart(w, r, "work", "row-acts", body)
	return nil
}

// actOnRow gives a command in a row. The row answers with its result, be it taken
// or refused; without htmx the next page does.
func (s *Site) actOnRow(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	id, task, err := rowOf(r)
	if err != nil {
		return err
	}
	form, err := actFormOf(r.PostForm)
	if err != nil {
		return err
	}
	cmd, err := form.command(r.viewer.Today)
	if err == nil {
		if cmd.Task = task; cmd.Type == casework.CommandDispatch {
			cmd.Task = 0 // a matter is given out as a whole
		}
		_, err = r.viewer.Act(r.Context(), id, cmd)
	}
	if !r.part() {
		if err != nil {
			return err
		}
		s.notice(r, "web.act.done", r.say("command."+form.Type))
		redirect(w, r, "/work")
		return nil
	}
	result := s.resultOf(r, id, task, cmd.Type, err)
	if result.Done {
		w.Header().Set("HX-Trigger", "rowdone")
	}
	s.renderPart(w, r, "work", "row-result", result)
	return nil
}

// resultOf says what came of a command: where the task stands now, or why not. A
// denial is on record.
func (s *Site) resultOf(r *request, id casework.CaseID, task int, c casework.CommandType, err error) rowResult {
	if err != nil {
		e := shown(err)
		s.recordFailure(r, id, c, e)
		return rowResult{Text: r.text(e)}
	}
	out := rowResult{Done: true, Text: r.say("web.act.done", r.say("command."+string(c)))}
	if page, err := r.viewer.Case(r.Context(), id); err == nil { // else the result stands without it
		for i := range page.Lines {
			if page.Lines[i].Task == task {
				out.After = &page.Lines[i]
			}
		}
	}
	return out
}

func caseAddress(id casework.CaseID, task int) string {
	return "/cases/" + pathEscape(string(id)) + "#task-" + strconv.Itoa(task)
}
