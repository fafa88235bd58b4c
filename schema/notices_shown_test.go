package schema_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/schema"
)

// tell writes notices about a topic and gives who reads what goes to an office.
func (f *fixture) tell(at time.Time, keys ...string) {
	f.Helper()
	for _, key := range keys {
		require.NoError(f, f.l.PutNotices(f.ctx(), "round/2026-03", []schema.NewNotice{{Key: key, Kind: casework.NoticeRoundCircular,
			To: casework.Addressee{Unit: office, Role: casework.PostOffice}}}, at))
	}
}

func officer(who casework.PersonID, now time.Time) schema.NoticeReader {
	return schema.NoticeReader{Person: who, Places: []casework.Addressee{{Unit: office, Role: casework.PostOffice}, {Person: who}},
		Sight: &casework.Sight{Everything: true}, Now: now}
}

// unread gives the keys of what somebody has not read, and counts them the other way.
func (f *fixture) unread(r schema.NoticeReader) []string {
	f.Helper()
	list, _, err := f.l.NoticesTo(f.ctx(), r, schema.NoticeFilter{Unread: true})
	require.NoError(f, err)
	n, err := f.l.CountUnread(f.ctx(), r, 100)
	require.NoError(f, err)
	keys := []string{}
	for _, one := range list {
		require.True(f, one.Unread)
		keys = append(keys, one.Key)
	}
	require.Len(f, keys, n)
	return keys
}

func (f *fixture) newest(r schema.NoticeReader) int64 {
	f.Helper()
	list, _, err := f.l.NoticesTo(f.ctx(), r, schema.NoticeFilter{Limit: 1})
	require.NoError(f, err)
	require.Len(f, list, 1)
	return list[0].ID
}

func TestEachReaderReadsForThemselves(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	now := time.Now()
	a, b := officer("wang", now), officer("zhang", now)
	f.tell(now.Add(-time.Hour), "old1", "old2")
	f.tell(now, "new")
	require.Equal(t, []string{"new", "old2", "old1"}, f.unread(a))
	list, _, err := f.l.NoticesTo(f.ctx(), a, schema.NoticeFilter{})
	require.NoError(t, err)
	require.NoError(t, f.l.ReadNotice(f.ctx(), "wang", list[1].ID))
	require.NoError(t, f.l.ReadNotice(f.ctx(), "wang", list[1].ID), "a second click")
	require.Equal(t, []string{"new", "old1"}, f.unread(a))
	require.Equal(t, []string{"new", "old2", "old1"}, f.unread(b))

	require.NoError(t, f.l.ReadNotices(f.ctx(), a, list[1].ID), "up to the second")
	require.Equal(t, []string{"new"}, f.unread(a))
	for range 2 {
		require.NoError(t, f.l.ReadNotices(f.ctx(), a, f.newest(a)))
		require.Empty(t, f.unread(a))
	}
	require.Len(t, f.unread(b), 3)
	list, _, err = f.l.NoticesTo(f.ctx(), a, schema.NoticeFilter{})
	require.NoError(t, err)
	require.Len(t, list, 3, "what has been read stays")
	f.tell(now, "newer")
	require.Equal(t, []string{"newer"}, f.unread(a))
	require.LessOrEqual(t, f.count("SELECT count(*) FROM notice_reads"), 1, "single reads are folded into the position")
}

// A notice's number is given before its commit: one that was on its way while
// somebody read everything must not count as read.
func TestWhatComesLateWithASmallerNumberIsUnread(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	now := time.Now()
	a := officer("wang", now)
	f.tell(now.Add(-time.Hour), "before")
	slow, err := f.l.DB().BeginTx(f.ctx(), nil)
	require.NoError(t, err)
	_, err = slow.ExecContext(f.ctx(), `INSERT INTO notices (key, case_id, task, kind, person, unit, role, created_at)
		VALUES ('slow', 'round/2026-03', 0, 'round_circular', '', 'office', 'office', now())`)
	require.NoError(t, err)
	f.tell(now, "fast")
	require.Equal(t, []string{"fast", "before"}, f.unread(a))
	require.NoError(t, f.l.ReadNotices(f.ctx(), a, f.newest(a)))
	require.NoError(t, slow.Commit())
	require.Equal(t, []string{"slow"}, f.unread(a))
}

func TestWhatIsMutedOldOrHiddenIsNotCounted(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	now := time.Now()
	f.tell(now.Add(-casework.NoticeNewFor-time.Hour), "ancient")
	f.tell(now, "circular")
	a := officer("wang", now)
	require.Equal(t, []string{"circular"}, f.unread(a), "what is older than a quarter is history")
	a.Muted = []string{casework.NoticeRoundCircular.String()}
	require.Empty(t, f.unread(a))
	list, _, err := f.l.NoticesTo(f.ctx(), a, schema.NoticeFilter{})
	require.NoError(t, err)
	require.Len(t, list, 2, "it is listed all the same")

	// A slip of a case that its reader may not see.
	f.acting("M-1", "2026-06-30", f.at("2026-03-02"))
	f.send(f.clock("2026-07-14", 9)) // a circular, to the heads of all units
	head := schema.NoticeReader{Person: "hu", Places: []casework.Addressee{{Unit: casework.AllUnits, Role: casework.PostHead}}, Now: f.at("2026-07-15")}
	for sight, want := range map[*casework.Sight]int{
		{Units: []casework.UnitID{"elsewhere"}, Persons: []casework.PersonID{"hu"}}: 0,
		{}: 0, {Units: []casework.UnitID{county}}: 1, {Persons: []casework.PersonID{chen}}: 1, {Everything: true}: 1,
	} {
		head.Sight = sight
		require.Len(t, f.unread(head), want, "%+v", *sight)
	}
}

func TestNoticesArePagedByKeyAndGoOnPastWhatIsHidden(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	now := time.Now()
	for i := range 5 {
		f.tell(now, fmt.Sprintf("n%d", i))
	}
	// Between them more hidden ones than a page holds.
	require.NoError(t, f.exec(`INSERT INTO notices (key, case_id, task, kind, slip_seq, person, unit, role, created_at)
		SELECT 'h' || n, 'elsewhere', 1, 'slip', n, '', 'office', 'office', now() FROM generate_series(1, 150) n`))
	f.tell(now, "n5")
	r := officer("wang", now)
	r.Sight = &casework.Sight{}
	var keys []string
	for before, pages := int64(0), 0; ; pages++ {
		require.Less(t, pages, 10)
		list, next, err := f.l.NoticesTo(f.ctx(), r, schema.NoticeFilter{Limit: 2, Before: before})
		require.NoError(t, err)
		for _, n := range list {
			keys = append(keys, n.Key)
		}
		if before = next; next == 0 {
			break
		}
	}
	require.Equal(t, []string{"n5", "n4", "n3", "n2", "n1", "n0"}, keys)
	n, err := f.l.CountUnread(f.ctx(), r, 100)
	require.NoError(t, err)
	require.Equal(t, 6, n, "what is hidden hides nothing from the count")
}

func TestAListenerHearsWhomANoticeTold(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	steps, stop, err := f.l.Listen()
	require.NoError(t, err)
	defer stop()
	heard := func() (s schema.Step) {
		select {
		case s = <-steps:
		case <-time.After(10 * time.Second):
			require.Fail(t, "nothing was heard")
		}
		return s
	}
	f.tell(time.Now(), "one")
	require.Equal(t, schema.Step{Told: []casework.Addressee{{Unit: office, Role: casework.PostOffice}}}, heard())
	var many []schema.NewNotice
	for i := range 500 {
		many = append(many, schema.NewNotice{Key: fmt.Sprint("m", i), Kind: casework.NoticeRoundLaggard,
			To: casework.Addressee{Person: casework.PersonID(fmt.Sprint("somebody", i)), Unit: "原州区", Role: casework.PostReporter}})
	}
	require.NoError(t, f.l.PutNotices(f.ctx(), "round/2026-03", many, time.Now()))
	require.Equal(t, schema.Step{All: true}, heard(), "too many to be named")
	s := f.open("M-1", "2026-06-30", f.at("2026-03-02"), county)
	require.Equal(t, schema.Step{Case: "M-1", Seq: s.Seq}, heard())
}

// How long the bell takes among a million notices, half of them to one office.
func BenchmarkUnreadAmongAMillion(b *testing.B) {
	f := setUp(b)
	fill(f, 1_000_000)
	office := officer("wang", time.Now())
	read := officer("zhang", time.Now())
	require.NoError(b, f.l.ReadNotices(f.ctx(), read, f.newest(read)))
	clerk := schema.NoticeReader{Person: "p4", Places: []casework.Addressee{{Person: "p4"}, {Unit: "u1", Role: casework.PostReporter}},
		Sight: &casework.Sight{Units: []casework.UnitID{"u1"}, Persons: []casework.PersonID{"p4"}}, Now: time.Now()}
	var half []casework.UnitID
	for i := range 30 {
		half = append(half, casework.UnitID(fmt.Sprint("u", 2*i)))
	}
	county := office
	county.Sight = &casework.Sight{Units: half, Persons: []casework.PersonID{"wang"}}
	stranger := clerk
	stranger.Sight = &casework.Sight{Units: []casework.UnitID{"nowhere"}}
	for name, r := range map[string]schema.NoticeReader{"office, all new": office, "office, all read": read, "clerk": clerk, "half the units": county, "who sees none of it": stranger} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, err := f.l.CountUnread(f.ctx(), r, 100)
				require.NoError(b, err)
			}
		})
	}
	b.Run("a page", func(b *testing.B) {
		for b.Loop() {
			_, _, err := f.l.NoticesTo(f.ctx(), office, schema.NoticeFilter{Limit: 30})
			require.NoError(b, err)
		}
	})
}
