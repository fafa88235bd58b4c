package schema

// editions.go: the rules of lists, by edition.

import (
	"context"
	"time"

	"duban/casework"
	"duban/casework/edition"
	"duban/casework/indicator"
	"duban/casework/obligation"
	"duban/schema/db"
)

// Editions gives every edition of a subject, by version.
func (l *Ledger) Editions(ctx context.Context, subject edition.Subject) ([]edition.Document, error) {
	rows, err := l.q.Editions(ctx, string(subject))
	if err != nil {
		return nil, translate(err)
	}
	out := make([]edition.Document, len(rows))
	for i, r := range rows {
		out[i] = edition.Document{Subject: subject, Version: r.Version, From: dayOf(r.FromOn), Text: r.Document, Digest: r.Digest,
			By: casework.PersonID(r.By), At: r.LoadedAt.UTC()}
	}
	return out, nil
}

// IndicatorBook gives the editions of the watched indicators.
func (l *Ledger) IndicatorBook(ctx context.Context) (indicator.Book, error) {
	list, err := l.Editions(ctx, edition.Indicators)
	if err != nil {
		return indicator.Book{}, err
	}
	return indicator.ReadBook(list)
}

// ObligationBook gives the editions of the rules of dated obligations.
func (l *Ledger) ObligationBook(ctx context.Context) (obligation.Book, error) {
	list, err := l.Editions(ctx, edition.Obligations)
	if err != nil {
		return obligation.Book{}, err
	}
	return obligation.ReadBook(list)
}

// AddEdition keeps a checked document as the next edition of its subject and gives
// it with its version. Two at the same moment: the second is a
// [casework.CodeConflict].
func (l *Ledger) AddEdition(ctx context.Context, d edition.Document) (edition.Document, error) {
	d.Digest, d.At = edition.Digest(d.Text), stored(d.At)
	version, err := l.q.AddEdition(ctx, db.AddEditionParams{Subject: string(d.Subject), FromOn: keyDay(d.From), Document: d.Text,
		Digest: d.Digest, By: string(d.By), LoadedAt: d.At})
	if err != nil {
		return d, translate(err)
	}
	d.Version = version
	return d, nil
}

// seedEditions gives a new ledger the rules that come with the program. A later
// program's are not seeded over them: what was judged by the first stays judged.
func (l *Ledger) seedEditions(ctx context.Context) error {
	for subject, text := range map[edition.Subject]string{
		edition.Indicators: indicator.BuiltinDocument(), edition.Obligations: obligation.BuiltinDocument(),
	} {
		err := l.q.SeedEdition(ctx, db.SeedEditionParams{Subject: string(subject), FromOn: keyDay(edition.Begin), Document: text,
			Digest: edition.Digest(text), LoadedAt: stored(time.Now())})
		if err != nil {
			return translate(err)
		}
	}
	return nil
}
