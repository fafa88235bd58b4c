package api

// acts.go: commands to cases.

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"duban/casework"
	"duban/casework/calendar"
)

// Act is a command. Fields that its type does not use are ignored.
type Act struct {
	Type       casework.CommandType     `json:"type" doc:"See the offers of the case" example:"claim"`
	Task       int                      `json:"task,omitempty" doc:"0 or missing: every task to which it can apply" example:"1"`
	Text       string                   `json:"text,omitempty" maxLength:"20000" example:"已完成 3 个点位"`
	Reason     string                   `json:"reason,omitempty" maxLength:"20000"`
	Percent    *int                     `json:"percent,omitempty" minimum:"0" maximum:"100" example:"60"`
	Evidence   []casework.Evidence      `json:"evidence,omitempty" maxItems:"200" doc:"What stays elsewhere and is put on record by its digest alone; files come in as uploads"`
	Uploads    []string                 `json:"uploads,omitempty" maxItems:"100" doc:"The person's complete uploads for this case, which are handed in"`
	Digest     string                   `json:"digest,omitempty" doc:"What is approved: its first 8 characters at least"`
	Date       *calendar.Date           `json:"date,omitempty" doc:"A new due date, the end of a suspension, the day of a visit"`
	To         casework.StepID          `json:"to,omitempty" doc:"The step to return to"`
	Upheld     bool                     `json:"upheld,omitempty" doc:"Arbitration finds for the unit"`
	Fake       bool                     `json:"fake,omitempty" doc:"What was handed in is fake"`
	Relapsed   bool                     `json:"relapsed,omitempty" doc:"A look-back found the problem again"`
	Unit       casework.UnitID          `json:"unit,omitempty" doc:"The unit to reassign to"`
	Person     casework.PersonID        `json:"person,omitempty" doc:"The person to reassign to"`
	Milestone  string                   `json:"milestone,omitempty" doc:"The quarter's milestone that is reached" example:"2026Q1"`
	Tasks      []casework.OpeningTask   `json:"tasks,omitempty" maxItems:"100" doc:"Of a plan of help, of added tasks"`
	Assessment *casework.Assessment     `json:"assessment,omitempty" doc:"What a proposed elimination rests on"`
	Household  *casework.HouseholdFacts `json:"household,omitempty" doc:"The household as it is now"`
}

// Acted is the case after a command; the ledger holds it.
type Acted struct {
	Case  casework.CaseID `json:"case" example:"2021-001"`
	Seq   int64           `json:"seq" doc:"Of the last event" example:"8"`
	Head  string          `json:"head" doc:"Its hash"`
	Stage casework.Stage  `json:"stage" example:"act"`
	Round int             `json:"round" example:"1"`
}

type actInput struct {
	CaseInput
	Key     string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"100" doc:"Names the command: repeated with the same key it takes effect once" example:"0198c5f2-7d7a-7c3e-9a51-6f7f3d0e8a11"`
	IfMatch string `header:"If-Match" doc:"The ETag of the case that was looked at: the command is refused with 412 if it has moved meanwhile. Missing: any state" example:"\"7\""`
	Body    Act
}

// seqOf reads the state that a program saw out of an ETag of the case; 0 is any.
func seqOf(tag string) (int64, error) {
	tag = strings.TrimSpace(tag)
	if tag == "" || tag == "*" {
		return 0, nil
	}
	text, quoted := strings.CutPrefix(tag, `"`)
	text, ended := strings.CutSuffix(text, `"`)
	number, _, _ := strings.Cut(text, "-")
	seq, err := strconv.ParseInt(number, 10, 64)
	if err != nil || !quoted || !ended || seq < 1 {
		return 0, casework.Errorf(casework.CodeInvalid, "invalid.if_match")
	}
	return seq, nil
}

func (a *API) actRoute() {
	handle(a, spec{method: http.MethodPost, path: "/cases/{case}/acts", id: "act", tag: "Cases", summary: "Give a command to a case",
		about: "The person acts by their posts; the rules decide. When this answers, the ledger holds it. A refusal says why in detail and key.",
		scope: casework.TokenAct, errors: []int{http.StatusNotFound, http.StatusConflict, http.StatusPreconditionFailed}},
		func(ctx context.Context, c *call, in *actInput) (*stateOf[Acted], error) {
			seq, err := seqOf(in.IfMatch)
			if err != nil {
				return nil, err
			}
			b := in.Body
			cmd := casework.Command{ID: casework.CommandID(in.Key), Type: b.Type, Task: b.Task, Text: strings.TrimSpace(b.Text), Reason: strings.TrimSpace(b.Reason),
				Percent: b.Percent, Evidence: b.Evidence, Digest: b.Digest, To: b.To, Upheld: b.Upheld, Fake: b.Fake, Relapsed: b.Relapsed,
				Unit: b.Unit, Person: b.Person, Milestone: b.Milestone, Tasks: b.Tasks, Assessment: b.Assessment, Household: b.Household, Seq: seq}
			if b.Date != nil {
				cmd.Date = *b.Date
			}
			res, err := c.ActWith(ctx, in.ID, cmd, b.Uploads)
			if err != nil {
				return nil, err
			}
			return &stateOf[Acted]{ETag: seqTag(res.Seq), Body: Acted{Case: in.ID, Seq: res.Seq, Head: res.Head, Stage: res.Stage, Round: res.Round}}, nil
		})
}
