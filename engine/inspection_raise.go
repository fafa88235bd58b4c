package engine

// inspection_raise.go: a finding becomes a case of its own.

import (
	"context"
	"fmt"

	"duban/casework"
	"duban/casework/inspection"
	"duban/schema"
)

// raiseFinding opens the case of a finding and gives its ID: the inspected unit
// puts it right, the inspecting team's unit checks, the office closes. The key
// is the inspection with the number of the record and the unit: the same finding
// opens one case, however often asked.
func (e *Engine) raiseFinding(ctx context.Context, by casework.Requester, v visit, f inspection.Finding) (casework.CaseID, error) {
	by.Posts = []casework.Post{v.by.Post()} // by which it is fed back
	ids, err := e.Raise(ctx, by, []Raise{{
		Matter: schema.Matter{
			Kind: casework.KindFinding, Key: fmt.Sprintf("inspection/%s/%d/%s", v.one.ID, f.Record, f.Unit),
			Title: v.one.Title, Text: f.Text, Source: "inspection", SourceRef: v.one.ID,
			Urgency: casework.Urgency(v.one.Rules.Severities[f.Severity]),
		},
		Checks: v.by.Unit, Lead: f.Unit, Due: f.Due,
	}})
	if err != nil {
		return "", err
	}
	return ids[0], nil
}
