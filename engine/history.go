package engine

// history.go: a case's events as Temporal's histories hold them: in the results
// of the local activities that recorded them.

import (
	"context"
	"slices"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/converter"

	"duban/activities"
	"duban/casework"
	"duban/workflows"
)

// The names that the SDK gives to a local activity's marker and its result.
const (
	localActivityMarker = "LocalActivity"
	localActivityResult = "result"
)

// historyEvents gives every event that the case's runs recorded, in order. Runs
// are followed back through continue-as-new as far as they are kept.
func (e *Engine) historyEvents(ctx context.Context, id casework.CaseID) ([]casework.Event, error) {
	seen := map[int64]casework.Event{}
	for run := ""; ; {
		before, err := e.runEvents(ctx, id, run, seen)
		if err != nil {
			return nil, err
		}
		if before == "" {
			break
		}
		run = before
	}
	out := make([]casework.Event, 0, len(seen))
	for _, ev := range seen {
		out = append(out, ev)
	}
	slices.SortFunc(out, func(a, b casework.Event) int { return int(a.Seq - b.Seq) })
	return out, nil
}

// runEvents collects one run's events and gives the run that it continued.
func (e *Engine) runEvents(ctx context.Context, id casework.CaseID, run string, into map[int64]casework.Event) (before string, err error) {
	it := e.Client.GetWorkflowHistory(ctx, workflows.CaseWorkflowID(id), run, false,
		enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for it.HasNext() {
		h, err := it.Next()
		if err != nil {
			return "", translate(err)
		}
		if s := h.GetWorkflowExecutionStartedEventAttributes(); s != nil {
			before = s.GetContinuedExecutionRunId()
		}
		m := h.GetMarkerRecordedEventAttributes()
		if m == nil || m.MarkerName != localActivityMarker {
			continue
		}
		for _, ev := range recordedIn(e.converter, m.Details[localActivityResult]) {
			into[ev.Seq] = ev
		}
	}
	return before, nil
}

// recordedIn gives the events in a local activity's result; results of other
// activities have none.
func recordedIn(dc converter.DataConverter, p *commonpb.Payloads) []casework.Event {
	if p == nil {
		return nil
	}
	var r activities.Recorded
	if err := dc.FromPayloads(p, &r); err != nil {
		return nil
	}
	return r.Events
}
