package activities

// handover.go: everything open that rests with a person in a post goes to another.

import (
	"context"
	"time"

	"go.temporal.io/sdk/activity"

	"duban/casework"
	"duban/schema"
)

// Cases gives commands to cases: the engine, which hosts the activities.
type Cases interface {
	Give(ctx context.Context, id casework.CaseID, cmd casework.Command) error
}

// HandOverInput says what is handed over, by whose order, from when on.
type HandOverInput struct {
	ID     string // makes repeating it harmless
	Of, To casework.PersonID
	Post   casework.Post
	Reason string
	By     casework.Requester // whose order it is, in the post that allowed it
	At     time.Time          // when it takes effect
}

// HandedOver is what a handover did.
type HandedOver struct {
	Cases   int                        `json:"cases"`
	Refused map[casework.CaseID]string `json:"refused,omitempty"` // what still names the person, and why
}

// HandOver gives the command to every open case that rests with the person in the
// post. One that a repeated call finds handed over is not found any more.
func (a *Activities) HandOver(ctx context.Context, in HandOverInput) (HandedOver, error) {
	out := HandedOver{Refused: map[casework.CaseID]string{}}
	list, err := a.ledger.CasesNaming(ctx, in.Of, in.Post)
	if err != nil {
		return out, err
	}
	if activity.HasHeartbeatDetails(ctx) {
		if err := activity.GetHeartbeatDetails(ctx, &out.Cases); err != nil {
			return out, err
		}
	}
	// Before the first command: a call that is cut off after the last one finds
	// nothing any more when it is repeated, and nobody would be told.
	if len(list) > 0 {
		notice := schema.NewNotice{Key: in.ID, Kind: casework.NoticePassedOn, To: casework.Addressee{Person: in.To, Unit: in.Post.Unit, Role: in.Post.Role}}
		if err := a.ledger.PutNotices(ctx, casework.CaseID(in.ID), []schema.NewNotice{notice}, time.Now()); err != nil {
			return out, err
		}
	}
	for _, id := range list {
		cmd := casework.Command{ID: casework.CommandID(in.ID), Type: casework.CommandHandOver, By: in.By, Reason: in.Reason,
			Of: in.Of, Person: in.To, Unit: in.Post.Unit, Role: in.Post.Role}
		err := a.cases.Give(ctx, id, cmd)
		switch casework.CodeOf(err) {
		case casework.CodeRefused, casework.CodeInvalid, casework.CodeForbidden, casework.CodeConflict:
			out.Refused[id] = err.Error()
		default:
			if err != nil {
				return out, err // the engine does not answer: once more
			}
			out.Cases++
		}
		activity.RecordHeartbeat(ctx, out.Cases)
	}
	return out, nil
}
