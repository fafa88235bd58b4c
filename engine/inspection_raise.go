package engine

// inspection_raise.go: a finding becomes a case of its own.

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"duban/activities"
	"duban/casework"
	"duban/casework/inspection"
	"duban/schema"
)

// raiseFinding opens the case of a finding and gives its ID: the inspected unit
// puts it right, the inspecting team's unit checks, the office closes. The key
// is the inspection with the number of the record, the unit and what was found:
// the same finding opens one case, however often asked, and another one another.
func (e *Engine) raiseFinding(ctx context.Context, by casework.Requester, v visit, f inspection.Finding) (casework.CaseID, error) {
	sum := sha256.Sum256([]byte(f.Text))
	by.Posts = []casework.Post{v.by.Post()} // by which it is fed back
	ids, err := e.Raise(ctx, by, []Raise{{
		Matter: schema.Matter{
			Kind: casework.KindFinding, Key: activities.FindingKey(v.one.ID, f.Record) + string(f.Unit) + "/" + hex.EncodeToString(sum[:8]),
			Title: activities.FindingTitle(v.one.Title, v.drawn), Text: f.Text, Source: activities.SourceInspection, SourceRef: v.one.ID,
			Urgency: casework.Urgency(v.one.Rules.Severities[f.Severity]),
		},
		Checks: v.check, Lead: f.Unit, Due: f.Due,
	}})
	if err != nil {
		return "", err
	}
	return ids[0], nil
}
