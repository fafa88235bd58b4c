package webhook

// message.go: what is told of an event or a slip, and its signature. Texts, names and
// evidence are left out: they may tell of persons, and who needs them asks the API
// as somebody who may see them.

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"duban/casework"
	"duban/casework/calendar"
)

// Message is what is told of one event of a case, or of one slip (提醒函, 催办单,
// 督办通知单 …): slip says which, and then seq is the slip's, in a row of its own.
type Message struct {
	ID         string             `json:"id" doc:"Names the message: the same one may come more than once" example:"2021-001/7"`
	Case       casework.CaseID    `json:"case" example:"2021-001"`
	Kind       casework.Kind      `json:"kind" example:"measure"`
	Plan       string             `json:"plan" example:"2021"`
	Seq        int64              `json:"seq" doc:"Of the event within its case, or of the slip among its slips: 1, 2, 3 … without gap" example:"7"`
	Event      casework.EventType `json:"event,omitempty" doc:"Missing for a slip" example:"submitted"`
	Slip       string             `json:"slip,omitempty" doc:"The rung of the ladder; missing for an event" example:"urging"`
	Light      casework.Light     `json:"light,omitempty" doc:"Of a slip"`
	Due        calendar.Date      `json:"due,omitzero" doc:"Of a slip: what is or will be missed"`
	Late       bool               `json:"late,omitempty" doc:"Of a slip: sent after its time"`
	Skipped    int                `json:"skipped,omitempty" doc:"Of a slip: missed rungs that came together in it"`
	Task       int                `json:"task,omitempty" doc:"0 or missing: the whole case" example:"1"`
	Round      int                `json:"round" example:"1"`
	From       casework.StepID    `json:"from,omitempty" doc:"The step that is left" example:"rectify"`
	To         casework.StepID    `json:"to,omitempty" doc:"The step that begins; of a slip the step that it is about" example:"check"`
	At         time.Time          `json:"at"`
	RecordedAt time.Time          `json:"recorded_at"`
	Unit       casework.UnitID    `json:"unit,omitempty" doc:"For which unit somebody acted; of a slip whose task it is" example:"西吉县"`
	Role       casework.PostRole  `json:"role,omitempty" doc:"In which post" example:"reporter"`
	Carried    bool               `json:"carried,omitempty" doc:"Taken over from a paper ledger"`
	Hash       string             `json:"hash" doc:"Of the event or slip in the ledger"`
}

// Of gives what is told of an event.
func Of(e casework.Event, kind casework.Kind, plan string) Message {
	return Message{ID: string(e.Case) + "/" + strconv.FormatInt(e.Seq, 10), Case: e.Case, Kind: kind, Plan: plan, Seq: e.Seq, Event: e.Type,
		Task: e.Task, Round: e.Round, From: e.From, To: e.To, At: e.At, RecordedAt: e.RecordedAt,
		Unit: e.By.Unit, Role: e.By.Role, Carried: e.Carried, Hash: e.Hash}
}

// OfSlip gives what is told of a slip; unit is its task's.
func OfSlip(s casework.Slip, kind casework.Kind, plan string, unit casework.UnitID) Message {
	return Message{ID: string(s.Case) + "/slip/" + strconv.FormatInt(s.Seq, 10), Case: s.Case, Kind: kind, Plan: plan, Seq: s.Seq,
		Slip: s.RungID, Light: s.Light, Due: s.Due, Late: s.Late, Skipped: s.Skipped, Task: s.Task, Round: s.Round, To: s.Step,
		At: s.At, RecordedAt: s.At, Unit: unit, Hash: s.Hash}
}

// Body gives the bytes that are sent: the same at every attempt.
func (m Message) Body() []byte {
	b, err := json.Marshal(m)
	if err != nil {
		panic("webhook: " + err.Error()) // plain fields only
	}
	return b
}

// The headers of a message, as the Standard Webhooks convention names them, so
// that receivers find libraries.
const (
	HeaderID        = "Webhook-Id"
	HeaderTimestamp = "Webhook-Timestamp" // seconds since 1970
	HeaderSignature = "Webhook-Signature"
)

// SecretPrefix stands before a secret in its text form.
const SecretPrefix = "whsec_"

// SecretText gives a secret as it is shown to people.
func SecretText(secret []byte) string {
	return SecretPrefix + base64.StdEncoding.EncodeToString(secret)
}

// ReadSecret is the inverse of [SecretText].
func ReadSecret(text string) ([]byte, error) {
	return base64.StdEncoding.DecodeString(strings.TrimPrefix(text, SecretPrefix))
}

// Sign gives the signature over ID, moment and body. The moment is part of it, so
// that an old message cannot be sent again by somebody who overheard it.
func Sign(secret []byte, id string, at time.Time, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// Tolerance is how far a receiver's clock and a message's moment may be apart.
const Tolerance = 5 * time.Minute

// Verify tells whether a message is genuine and fresh.
func Verify(secret []byte, id, timestamp, signature string, body []byte, now time.Time) bool {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return false
	}
	at := time.Unix(seconds, 0)
	if apart := now.Sub(at); apart > Tolerance || apart < -Tolerance {
		return false
	}
	return hmac.Equal([]byte(Sign(secret, id, at, body)), []byte(signature))
}
