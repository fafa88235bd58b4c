package engine

// evidence_seen.go: what a case holds as proof, and who of those who see the case
// may look at it.

import (
	"context"
	"io"
	"slices"

	"duban/casework"
	"duban/evidence"
	"duban/schema"
)

// Piece is one piece of evidence of a case.
type Piece struct {
	schema.EvidenceRow
	Kind    string // media type, "" where only the digest is on record
	Scanned string
	Here    bool  // the store holds it
	Shown   bool  // a page may show it
	Closed  error // why the person may not look at it, nil if they may
}

// Picture tells whether a page shows it as a picture.
func (p Piece) Picture() bool { return p.Shown && p.Kind != kindPDF }

const kindPDF = "application/pdf"

// Evidence gives what a case holds, in the order of handing in; of a finding, what
// was recorded on site first. Whoever asks has seen the case, whose state and
// events these are.
func (v *Viewer) Evidence(ctx context.Context, s *casework.State, events []casework.Event) ([]Piece, error) {
	var rows []schema.EvidenceRow
	var err error
	if s.Kind == casework.KindFinding || s.Round > 1 { // an inspection made it, or reopened it
		if rows, err = v.e.Ledger.FindingEvidence(ctx, s.Case); err != nil {
			return nil, err
		}
	}
	own, err := v.e.Ledger.Evidence(ctx, s.Case)
	if err != nil {
		return nil, err
	}
	out, err := v.pieces(ctx, append(rows, own...))
	if err != nil {
		return nil, err
	}
	types := make(map[int64]casework.EventType, len(events))
	for i := range events {
		types[events[i].Seq] = events[i].Type
	}
	for i := range out {
		if out[i].By != v.By.Person && out[i].LookedAt == "" {
			out[i].Closed = casework.AuthoriseEvidence(s, types[out[i].Seq], v.By)
		}
	}
	return out, v.closeHomes(ctx, out)
}

// pieces adds what the store knows of files.
func (v *Viewer) pieces(ctx context.Context, rows []schema.EvidenceRow) ([]Piece, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	sums := make([]string, len(rows))
	for i, r := range rows {
		sums[i] = r.SHA256
	}
	files, err := v.e.Ledger.EvidenceFiles(ctx, sums)
	if err != nil {
		return nil, err
	}
	out := make([]Piece, len(rows))
	for i, r := range rows {
		f, here := files[r.SHA256]
		out[i] = Piece{EvidenceRow: r, Kind: f.Kind, Scanned: f.Scanned, Here: here, Shown: here && slices.Contains(evidence.Shown, f.Kind)}
	}
	return out, nil
}

// OpenEvidence gives the content of a piece that a case holds, or that the person
// has lying ready for it, to somebody who may see the case; see
// [casework.AuthoriseEvidence] for what not all of them may look at.
func (v *Viewer) OpenEvidence(ctx context.Context, id casework.CaseID, sum string) (Piece, io.ReadSeekCloser, error) {
	s, events, err := v.seen(ctx, id)
	if err != nil {
		return Piece{}, nil, err
	}
	list, err := v.Evidence(ctx, s, events)
	if err != nil {
		return Piece{}, nil, err
	}
	return v.open(ctx, id, list, sum)
}

// open gives the content of one of some pieces, or of what the person has lying
// ready for a case.
func (v *Viewer) open(ctx context.Context, id casework.CaseID, list []Piece, sum string) (Piece, io.ReadSeekCloser, error) {
	ready, err := v.readyPieces(ctx, id)
	if err != nil {
		return Piece{}, nil, err
	}
	list = slices.DeleteFunc(slices.Concat(list, ready), func(p Piece) bool { return p.SHA256 != sum })
	if len(list) == 0 {
		return Piece{}, nil, casework.Errorf(casework.CodeNotFound, "notfound.evidence")
	}
	p := list[max(0, slices.IndexFunc(list, func(p Piece) bool { return p.Closed == nil }))]
	if err := v.refused(ctx, id, "see "+p.SHA256[:16], p.Closed); err != nil {
		return p, nil, err
	}
	store, err := v.e.store()
	if err != nil {
		return p, nil, err
	}
	content, err := store.Open(ctx, sum)
	return p, content, err
}

func (v *Viewer) readyPieces(ctx context.Context, id casework.CaseID) ([]Piece, error) {
	ready, err := v.Ready(ctx, id)
	if err != nil {
		return nil, err
	}
	rows := make([]schema.EvidenceRow, len(ready))
	for i, u := range ready {
		rows[i] = schema.EvidenceRow{Evidence: casework.Evidence{ID: u.SHA256[:16], Name: u.Name, Size: u.Size, SHA256: u.SHA256}, By: u.Person, At: u.Created}
	}
	return v.pieces(ctx, rows)
}
