package site_test

// evidence_unclaimed_test.go: how much one person may send in, and that what nobody hands
// in goes, and nothing else.

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/wording"
	"duban/engine"
	"duban/evidence"
	"duban/schema"
	"duban/web/webtest"
)

// keeper is somebody who sends files in without a page, and the store where they lie.
type keeper struct {
	*testing.T
	s     *webtest.Site
	store *evidence.Store
}

func keeping(t *testing.T) keeper {
	t.Helper()
	s, address := claimed(t), ""
	s.Beside(t, func(c *engine.Config) { address = c.Evidence })
	store, err := evidence.Open(t.Context(), address, nil)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	return keeper{t, s, store}
}

func (k keeper) viewer(at time.Time) *engine.Viewer {
	k.Helper()
	v, err := k.s.Engine.Viewer(k.Context(), "yuxiaomei", at)
	require.NoError(k, err)
	return v
}

// send sends a picture in that differs by a number.
func (k keeper) send(n int, at time.Time) (schema.Upload, error) {
	var b bytes.Buffer
	img := image.NewRGBA(image.Rect(0, 0, 8, 8))
	img.Pix[0], img.Pix[3] = uint8(n), 255
	if err := png.Encode(&b, img); err != nil {
		return schema.Upload{}, err
	}
	return k.viewer(at).Send(k.Context(), k.s.Case(1), "现场.png", int64(b.Len()),
		func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b.Bytes())), nil })
}

func (k keeper) sent(n int, at time.Time) schema.Upload {
	k.Helper()
	u, err := k.send(n, at)
	require.NoError(k, err)
	return u
}

func (k keeper) here(sum string) bool {
	k.Helper()
	here, err := k.store.Has(k.Context(), sum)
	require.NoError(k, err)
	files, err := k.s.Engine.Ledger.EvidenceFiles(k.Context(), []string{sum})
	require.NoError(k, err)
	require.Equal(k, here, len(files) == 1, "store and ledger agree")
	return here
}

func (k keeper) sweep(at time.Time) {
	k.Helper()
	require.NoError(k, k.s.Engine.ForgetUploads(k.Context(), at))
}

func TestContentThatNobodyHandsInGoes(t *testing.T) {
	t.Parallel()
	k, now := keeping(t), time.Now()
	after := func(days int) time.Time { return now.Add(time.Duration(days) * 24 * time.Hour) }
	withdrawn, forgotten, handed := k.sent(1, now), k.sent(2, now), k.sent(3, now)
	require.NoError(t, k.viewer(now).Withdraw(t.Context(), k.s.Case(1), withdrawn.ID))
	_, err := k.viewer(now).ActWith(t.Context(), k.s.Case(1), casework.Command{ID: casework.CommandID(uuid.NewString()),
		Type: casework.CommandSubmit, Task: 1, Text: "已整改"}, []string{handed.ID})
	require.NoError(t, err)

	there := func(at time.Time) [3]bool {
		k.sweep(at)
		return [3]bool{k.here(withdrawn.SHA256), k.here(forgotten.SHA256), k.here(handed.SHA256)}
	}
	require.Equal(t, [3]bool{true, true, true}, there(now))
	require.Equal(t, [3]bool{true, true, true}, there(after(8)), "the forgotten upload goes, its content waits from then on")
	require.Equal(t, [3]bool{false, true, true}, there(after(15)))
	require.Equal(t, [3]bool{false, false, true}, there(after(23)))
	require.Equal(t, [3]bool{false, false, true}, there(after(3650)), "what the ledger names stays")
	_, content, err := k.viewer(now).OpenEvidence(t.Context(), k.s.Case(1), handed.SHA256)
	require.NoError(t, err)
	require.NoError(t, content.Close())

	again := k.sent(1, after(3650)) // what went can come again
	require.Equal(t, withdrawn.SHA256, again.SHA256)
	k.sweep(after(3655))
	require.True(t, k.here(again.SHA256))
}

// The same picture comes in again at the very moment at which what lies there of it is
// removed: its sender looks, finds it, notes it, and would lose it.
func TestContentIsNotLostToWhoeverSendsItAgain(t *testing.T) {
	t.Parallel()
	k, now := keeping(t), time.Now()
	old := k.sent(1, now)
	require.NoError(t, k.viewer(now).Withdraw(t.Context(), k.s.Case(1), old.ID))
	later := now.AddDate(0, 1, 0)
	var again schema.Upload
	var sending sync.WaitGroup
	var arrived atomic.Bool
	removed, err := k.s.Engine.Ledger.RemoveFile(t.Context(), old.SHA256, later, func() error {
		sending.Go(func() {
			var err error
			again, err = k.send(1, later)
			arrived.Store(err == nil)
		})
		// It has found the bytes and waits to note them.
		require.Eventually(t, func() bool {
			var waits bool
			require.NoError(t, k.s.Engine.Ledger.DB().QueryRowContext(t.Context(), `SELECT EXISTS (SELECT FROM pg_stat_activity
				WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%PutEvidenceFile%')`).Scan(&waits))
			return waits
		}, wait, tick)
		return k.store.Remove(t.Context(), old.SHA256)
	})
	require.NoError(t, err)
	require.True(t, removed)
	sending.Wait()
	require.True(t, arrived.Load())
	require.Equal(t, old.SHA256, again.SHA256)
	require.True(t, k.here(old.SHA256), "it was written again")

	// Whoever was first keeps it: an upload names it, however old the note is.
	_, err = k.s.Engine.Ledger.DB().ExecContext(t.Context(), `UPDATE evidence_files SET unclaimed_at = 'epoch'`)
	require.NoError(t, err)
	removed, err = k.s.Engine.Ledger.RemoveFile(t.Context(), old.SHA256, later, func() error { return fmt.Errorf("never asked") })
	require.NoError(t, err)
	require.False(t, removed)
	k.sweep(later)
	require.True(t, k.here(old.SHA256))
}

// Sweepers and senders of the same picture at once: nobody who was told that it is here
// finds it gone.
func TestSweepersAndSendersSideBySide(t *testing.T) {
	t.Parallel()
	k := keeping(t)
	for round := range 15 {
		at := time.Now().AddDate(0, round, 0) // what was withdrawn in the last one is old by now
		uploads := make([]schema.Upload, 3)
		failed := make([]error, 5)
		var side sync.WaitGroup
		for i := range uploads {
			side.Go(func() { uploads[i], failed[i] = k.send(1, at) })
		}
		for i := range 2 {
			side.Go(func() { failed[3+i] = k.s.Engine.ForgetUploads(t.Context(), at) })
		}
		side.Wait()
		for _, err := range failed {
			require.NoError(t, err)
		}
		for _, u := range uploads {
			require.True(t, k.here(u.SHA256), "round %d", round)
			require.NoError(t, k.viewer(at).Withdraw(t.Context(), k.s.Case(1), u.ID))
		}
	}
}

func TestNobodyFillsTheStore(t *testing.T) {
	t.Parallel()
	k, now := keeping(t), time.Now()
	start := func(at time.Time) (schema.Upload, error) {
		return k.viewer(at).StartUpload(t.Context(), k.s.Case(1), "录像.mp4", evidence.MaxSize)
	}
	refused := func(err error, key, zh, en string) {
		t.Helper()
		var e *casework.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, key, e.Key)
		require.Equal(t, casework.CodeRefused, e.Code)
		require.Contains(t, e.Text(wording.Chinese), zh)
		require.Contains(t, e.Text(wording.English), en)
	}
	var open []schema.Upload
	for range 24 {
		u, err := start(now)
		require.NoError(t, err)
		open = append(open, u)
	}
	// Of eight at once one is the last that fits.
	var fit atomic.Int32
	var side sync.WaitGroup
	for range 8 {
		side.Go(func() {
			if _, err := start(now); err == nil {
				fit.Add(1)
			}
		})
	}
	side.Wait()
	require.EqualValues(t, 1, fit.Load())
	_, err := start(now)
	refused(err, "refused.uploads_open", "每人最多 300 份、5120 MB", "one person may have 300 (5120 MB)")
	last := open[0]
	for begun := 25; begun < 102; begun++ {
		require.NoError(t, k.viewer(now).Withdraw(t.Context(), k.s.Case(1), last.ID))
		last, err = start(now)
		require.NoError(t, err, begun)
	}
	require.NoError(t, k.viewer(now).Withdraw(t.Context(), k.s.Case(1), last.ID))
	_, err = start(now)
	refused(err, "refused.uploads_day", "每人每天 2000 份、20480 MB", "(2000 files, 20480 MB)")
	_, err = start(now.AddDate(0, 0, 1))
	require.NoError(t, err, "tomorrow it goes on")
}
