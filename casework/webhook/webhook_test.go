package webhook

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func TestTheSignatureIsThatOfTheStandard(t *testing.T) {
	t.Parallel()
	// The example of the convention's own test suite.
	secret, err := ReadSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	require.NoError(t, err)
	require.Equal(t, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
		Sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`)))
	require.Equal(t, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", SecretText(secret))
}

func TestOnlyFreshGenuineMessagesAreTaken(t *testing.T) {
	t.Parallel()
	secret, body, stamp := []byte("a secret of a test"), []byte(`{"id":"c/1"}`), "1772452800"
	at := time.Unix(1772452800, 0)
	signature := Sign(secret, "c/1", at, body)
	require.True(t, Verify(secret, "c/1", stamp, signature, body, at.Add(time.Minute)))
	require.False(t, Verify(secret, "c/1", stamp, signature, body, at.Add(6*time.Minute)), "too old")
	require.False(t, Verify(secret, "c/1", stamp, signature, body, at.Add(-6*time.Minute)), "from ahead")
	require.False(t, Verify(secret, "c/2", stamp, signature, body, at), "another message")
	require.False(t, Verify(secret, "c/1", "1772452801", signature, body, at), "another moment")
	require.False(t, Verify(secret, "c/1", stamp, signature, []byte(`{"id":"c/2"}`), at), "another body")
	require.False(t, Verify([]byte("another"), "c/1", stamp, signature, body, at))
}

func TestAMessageTellsNothingOfPersons(t *testing.T) {
	t.Parallel()
	e := casework.Event{Case: "c", Seq: 3, Type: casework.EventSubmitted, Task: 1, Round: 1, At: noon, RecordedAt: noon,
		By: casework.Actor{Person: "wangfang", Unit: "西吉县", Role: casework.PostReporter, For: "liqiang"}, Command: "k",
		Detail: casework.Detail{Text: "王芳已办", Reason: "李强说的", Person: "zhaolei", Of: "sunli",
			Evidence: []casework.Evidence{{ID: "e", Name: "王芳身份证.jpg"}}}}
	body := string(Of(e, casework.KindMeasure, "p").Body())
	for _, secret := range []string{"wangfang", "liqiang", "zhaolei", "sunli", "王芳", "李强"} {
		require.NotContains(t, body, secret)
	}
	require.True(t, strings.Contains(body, `"id":"c/3"`) && strings.Contains(body, "西吉县"))
	require.Equal(t, body, string(Of(e, casework.KindMeasure, "p").Body()), "the same at every attempt")
}

func TestAMessageOfASlipTellsNothingOfPersons(t *testing.T) {
	t.Parallel()
	s := casework.Slip{Case: "c", Seq: 3, Task: 1, Round: 1, Step: "rectify", RungID: "urging", Light: casework.LightRed,
		Due: calendar.NewDate(2026, 3, 1), At: noon, Late: true, Skipped: 1, To: []casework.Addressee{{Person: "wangfang"}, {Unit: "西吉县", Role: casework.PostHead}}}
	m := OfSlip(s, casework.KindMeasure, "p", "西吉县")
	body := string(m.Body())
	require.NotContains(t, body, "wangfang")
	require.Contains(t, body, `"id":"c/slip/3"`, "no event has this ID")
	require.Contains(t, body, `"slip":"urging","light":"red","due":"2026-03-01","late":true`)
	require.Contains(t, body, `"unit":"西吉县"`)
	require.NotContains(t, body, `"event"`)
}

func TestWaitsGrowToAnHourAndEndAfterThreeDays(t *testing.T) {
	t.Parallel()
	require.Equal(t, 5*time.Second, Wait(1))
	require.Equal(t, 10*time.Second, Wait(2))
	require.Equal(t, time.Hour, Wait(11))
	require.Equal(t, time.Hour, Wait(1000))
	made, now, attempts := noon, noon, 0
	for {
		attempts++
		next, again := Again(made, now, attempts)
		if !again {
			break
		}
		require.Less(t, attempts, 100)
		now = next
	}
	require.Equal(t, 81, attempts)
	require.Less(t, now.Sub(made), GiveUpAfter)
}

func TestWhatIsNoSubscriptionIsRefused(t *testing.T) {
	t.Parallel()
	good := Subscription{Title: "信息中心", URL: "https://example.org/hook", Events: []casework.EventType{casework.EventClosed, All}, Slips: []string{"urging", All}}
	require.NoError(t, good.Check([]string{"urging"}))
	for _, bad := range []func(*Subscription){
		func(s *Subscription) { s.Title = " " },
		func(s *Subscription) { s.Events = []casework.EventType{"exploded"} },
		func(s *Subscription) { s.Slips = []string{"supervision"} },
	} {
		s := good
		bad(&s)
		require.Equal(t, casework.CodeInvalid, casework.CodeOf(s.Check([]string{"urging"})), "%+v", s)
	}
}
