package schema

// inspection_texts.go: what the tasks of a sample are about.

import (
	"context"

	"duban/casework"
	"duban/casework/inspection"
)

// InspectionTexts gives what each task of a sample is about, by the ID of its
// candidate: case/task.
func (l *Ledger) InspectionTexts(ctx context.Context, id string) (map[string]string, error) {
	rows, err := l.q.InspectionTexts(ctx, id)
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[inspection.Candidate{Case: casework.CaseID(r.CaseID), Task: r.No}.ID()] = r.Text
	}
	return out, translate(err)
}
