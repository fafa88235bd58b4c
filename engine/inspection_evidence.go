package engine

// inspection_evidence.go: what was photographed on site. It belongs to the record,
// and is seen by whoever sees the record; the case that was looked at holds none of
// it, so that nobody learns there of a sample.

import (
	"context"
	"io"
	"slices"

	"duban/casework"
	"duban/casework/inspection"
	"duban/schema"
)

// gathers lets somebody send files in for a case: who may see it, and who is to look
// at it on site, whatever they see else.
func (v *Viewer) gathers(ctx context.Context, id casework.CaseID) error {
	s, err := v.e.Ledger.State(ctx, id)
	if err != nil {
		return err
	}
	hidden := v.Sight.See(s, v.By.Person)
	if hidden == nil {
		return nil
	}
	inspects, err := v.e.Ledger.InspectsCase(ctx, v.By.Person, id)
	if err != nil || inspects {
		return err
	}
	return v.refused(ctx, id, "see", hidden)
}

// SiteRecord is a record with what was photographed.
type SiteRecord struct {
	inspection.Record
	Pieces []Piece
}

// records adds the records of the tasks that the page shows.
func (p *InspectionPage) records(ctx context.Context, v *Viewer) error {
	team := map[string]int{}
	for _, e := range p.Sofar.Cases {
		team[taskKey(e.Drawn)] = e.Team
	}
	var rows []schema.EvidenceRow
	for _, r := range p.Basis.Records {
		if _, shown := team[taskKey(inspection.Drawn{Case: r.Case, Task: r.Task})]; !shown {
			continue
		}
		for _, piece := range r.Evidence {
			rows = append(rows, schema.EvidenceRow{Evidence: piece, Task: r.Task, By: r.By, At: r.At, Inspection: p.ID, LookedAt: r.Case})
		}
		p.Seen = append(p.Seen, SiteRecord{Record: r})
	}
	pieces, err := v.pieces(ctx, rows)
	if err != nil {
		return err
	}
	for i := range p.Seen {
		r := &p.Seen[i]
		n := len(r.Evidence)
		r.Pieces, pieces = pieces[:n:n], pieces[n:]
		if slices.Contains(p.Mine, team[taskKey(inspection.Drawn{Case: r.Case, Task: r.Task})]) {
			continue // they stood there
		}
		if err := v.closeHomes(ctx, r.Pieces); err != nil {
			return err
		}
	}
	return nil
}

// closeHomes closes what was photographed on site at a household's home, as what is
// photographed on a visit is.
func (v *Viewer) closeHomes(ctx context.Context, pieces []Piece) error {
	states := map[casework.CaseID]*casework.State{}
	for i := range pieces {
		p := &pieces[i]
		if p.LookedAt == "" || p.By == v.By.Person {
			continue
		}
		s, known := states[p.LookedAt]
		if !known {
			var err error
			if s, err = v.e.Ledger.State(ctx, p.LookedAt); err != nil {
				return err
			}
			states[p.LookedAt] = s
		}
		p.Closed = casework.AuthoriseEvidence(s, casework.EventVisited, v.By)
	}
	return nil
}

// Record gives a record that the page shows, by its number; nil if it shows none.
func (p *InspectionPage) Record(no int64) *SiteRecord {
	for i := range p.Seen {
		if p.Seen[i].No == no {
			return &p.Seen[i]
		}
	}
	return nil
}

// OpenSiteEvidence gives the content of what was photographed at a task of the
// sample, to somebody who sees its records, or to its sender before it is handed in.
func (v *Viewer) OpenSiteEvidence(ctx context.Context, id string, c casework.CaseID, task int, sum string) (Piece, io.ReadSeekCloser, error) {
	p, err := v.Inspection(ctx, id)
	if err != nil {
		return Piece{}, nil, err
	}
	var list []Piece
	for i := range p.Seen {
		if r := &p.Seen[i]; r.Case == c && r.Task == task {
			list = append(list, r.Pieces...)
		}
	}
	return v.open(ctx, c, list, sum)
}

// RecordKept tells whether a record of a key is kept already: a form was sent twice.
func (v *Viewer) RecordKept(ctx context.Context, key string) (bool, error) {
	return v.e.Ledger.InspectionRecordKept(ctx, key)
}

// RecordOnSite keeps what the person saw, with uploads of their own: see
// [Engine.RecordOnSite]. The same key again changes nothing.
func (v *Viewer) RecordOnSite(ctx context.Context, id string, o OnSite, uploads []string) error {
	kept, err := v.RecordKept(ctx, o.Key)
	if err != nil {
		return err
	}
	if !kept { // else they were handed in then
		if o.Evidence, err = v.HandIn(ctx, o.Case, uploads); err != nil {
			kept, lookErr := v.RecordKept(ctx, o.Key)
			if lookErr == nil && kept { // by the other of two clicks
				return nil
			}
			return err
		}
	}
	if _, err := v.e.RecordOnSite(ctx, v.By, id, o); err != nil || kept {
		return err
	}
	if err := v.HandedIn(ctx, uploads); err != nil {
		v.e.logger().Warn("uploads not cleared away", "inspection", id, "error", err) // the record stands; they go by themselves
	}
	return nil
}
