package engine

// inspection_raise.go: a finding becomes a case of its own.

import (
	"context"

	"duban/casework"
	"duban/casework/inspection"
)

// raiseFinding opens the case of a finding and gives its ID: the inspected unit
// puts it right, the inspecting team's unit checks, the office closes. The key
// is the inspection with the number of the record and the unit: the same finding
// opens one case, however often asked.
func (e *Engine) raiseFinding(context.Context, casework.Requester, visit, inspection.Finding) (casework.CaseID, error) {
	return "", casework.Errorf(casework.CodeUnavailable, "inspection.no_findings_yet")
}
