package engine

// inspection_evidence.go: what was photographed on site. It belongs to the record,
// and is seen by whoever sees the record; the case that was looked at holds none of
// it, so that nobody learns there of a sample.

import (
	"context"
	"io"

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
	shown := map[string]bool{}
	for _, e := range p.Sofar.Cases {
		shown[taskKey(e.Drawn)] = true
	}
	var rows []schema.EvidenceRow
	for _, r := range p.Basis.Records {
		if !shown[taskKey(inspection.Drawn{Case: r.Case, Task: r.Task})] {
			continue
		}
		for _, piece := range r.Evidence {
			rows = append(rows, schema.EvidenceRow{Evidence: piece, Task: r.Task, By: r.By, At: r.At, Inspection: p.ID})
		}
		p.Seen = append(p.Seen, SiteRecord{Record: r})
	}
	pieces, err := v.pieces(ctx, rows)
	for i := range p.Seen {
		n := len(p.Seen[i].Evidence)
		if err == nil {
			p.Seen[i].Pieces, pieces = pieces[:n], pieces[n:]
		}
	}
	return err
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
