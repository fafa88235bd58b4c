package schema_test

// obligations_test.go: a reminder is noted with the notice that tells it, and only then.

import (
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/obligation"
	"duban/schema"
)

func TestRemindersAreToldOnce(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	on := day(t, "2026-06-01")
	notices := []schema.NewNotice{{Key: "a", Kind: casework.NoticeObligationDue, To: casework.Addressee{Unit: "u"}}}
	r := schema.Reminder{No: "1", Due: on, Days: 3, On: on, Notices: []string{"a"}}
	require.NoError(t, f.l.PutReminders(f.ctx(), "topic", notices, []schema.Reminder{r}, f.at("2026-06-01")))
	second := r
	second.No = "2"
	require.NoError(t, f.l.PutReminders(f.ctx(), "topic", notices, []schema.Reminder{second}, f.at("2026-06-01")))
	told, err := f.l.RemindersOn(f.ctx(), on)
	require.NoError(t, err)
	require.Equal(t, []schema.Reminder{r}, told)
	_, err = f.l.ObligationsToRemind(f.ctx(), []obligation.Window{{Kind: "loan", Remind: on, Collect: on}}, on)
	require.NoError(t, err)
}
