package schema_test

// tidy_test.go: what is old goes, and nobody misses it; the chains do not know of it.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/webhook"
	"duban/schema"
)

// proof gives every entry of both streams, as an export holds them.
func (f *fixture) proof() (rows []schema.ExportRow) {
	f.Helper()
	for r, err := range f.l.ExportRows(f.ctx(), "", time.Now().AddDate(1, 0, 0)) {
		require.NoError(f, err)
		rows = append(rows, r)
	}
	require.NotEmpty(f, rows)
	return rows
}

func TestOldDeliveriesGo(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	now := time.Now()
	hook, err := f.l.AddWebhook(f.ctx(), schema.Webhook{Subscription: webhook.Subscription{Title: "t", URL: "https://a.example"}, Sealed: []byte{}, Made: now})
	require.NoError(t, err)
	f.acting("M-1", "2026-06-30", f.at("2026-03-02"))
	n, err := f.l.SpreadEvents(f.ctx(), 100, now)
	require.NoError(t, err)
	require.Equal(t, 3, n)
	// The first two arrived 91 days ago, the third was given up then; two more came later.
	for _, q := range []string{
		`UPDATE webhook_deliveries SET next_at = NULL, tried_at = now() - interval '91 days', delivered_at = CASE WHEN seq < 3 THEN now() - interval '91 days' END`,
		`INSERT INTO webhook_deliveries (webhook, case_id, seq, event_type, created_at, next_at, tried_at, delivered_at)
			SELECT webhook, case_id, 4, 'claimed', now() - interval '100 days', now(), now() - interval '95 days', NULL FROM webhook_deliveries WHERE seq = 1 -- still waits`,
		`INSERT INTO webhook_deliveries (webhook, case_id, seq, event_type, created_at, next_at, tried_at, delivered_at)
			SELECT webhook, case_id, 5, 'claimed', now() - interval '90 days', NULL, now() - interval '89 days', NULL FROM webhook_deliveries WHERE seq = 1`,
	} {
		_, err := f.l.DB().ExecContext(f.ctx(), q)
		require.NoError(t, err)
	}
	reached := func() time.Time {
		hooks, err := f.l.Webhooks(f.ctx())
		require.NoError(t, err)
		return hooks[0].Delivered
	}
	before, last := f.proof(), reached()
	require.False(t, last.IsZero())
	done, err := f.l.Tidy(f.ctx(), now)
	require.NoError(t, err)
	require.Equal(t, 2, done.Deliveries)
	log, _, err := f.l.Deliveries(f.ctx(), hook, 0, 0)
	require.NoError(t, err)
	seqs := []int64{}
	for _, d := range log {
		seqs = append(seqs, d.Seq)
	}
	require.Equal(t, []int64{5, 4, 2}, seqs, "what is young, what waits, and the newest that arrived")
	require.Equal(t, last, reached())
	require.Equal(t, before, f.proof(), "no chain covers them")
	done, err = f.l.Tidy(f.ctx(), now)
	require.NoError(t, err)
	require.Zero(t, done.Deliveries)
}

func TestReadsThatSayNothingGo(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	now := time.Now()
	f.acting("M-1", "2026-06-30", f.at("2026-03-02"))
	f.tell(now.Add(-casework.NoticeNewFor-48*time.Hour), "ancient")
	f.tell(now.Add(-casework.NoticeNewFor+time.Hour), "old")
	f.tell(now.Add(-time.Hour), "passed", "also passed")
	f.tell(now, "new", "newest")
	a := officer("wang", now)
	list, _, err := f.l.NoticesTo(f.ctx(), a, schema.NoticeFilter{})
	require.NoError(t, err)
	at := map[string]int64{}
	for _, n := range list {
		at[n.Key] = n.ID
	}
	for _, key := range []string{"ancient", "old", "new"} {
		require.NoError(t, f.l.ReadNotice(f.ctx(), "wang", at[key]))
	}
	// A reader whose single reads were written beside the move of the position.
	require.NoError(t, f.l.ReadNotices(f.ctx(), officer("zhang", now), at["also passed"]))
	_, err = f.l.DB().ExecContext(f.ctx(), `INSERT INTO notice_reads VALUES ('zhang', $1), ('zhang', $2)`, at["passed"], at["new"])
	require.NoError(t, err)

	before, unread := f.proof(), f.unread(a)
	require.Equal(t, []string{"newest", "also passed", "passed"}, unread)
	done, err := f.l.Tidy(f.ctx(), now)
	require.NoError(t, err)
	require.Equal(t, 2, done.Reads)
	require.Equal(t, 3, f.count("SELECT count(*) FROM notice_reads"), "old and new of the one, new of the other")
	require.Equal(t, unread, f.unread(a))
	require.Equal(t, []string{"newest"}, f.unread(officer("zhang", now)))
	require.Equal(t, before, f.proof())
}
