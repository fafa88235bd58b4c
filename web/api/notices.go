package api

// notices.go: what a person is told, and what they have read of it.

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"duban/casework"
	"duban/engine"
	"duban/schema"
)

// Notice is something that the person is told.
type Notice struct {
	ID     int64                `json:"id" example:"4711"`
	Kind   string               `json:"kind" doc:"A type of event, slip, mentioned, or what a round or an inspection tells" example:"mentioned"`
	Class  casework.NoticeClass `json:"class,omitempty" enum:"acts,slip,mentions,informs" doc:"What it wants: something is to be done, a paper of the ladder or an urging, a comment names the person, good to know"`
	Unread bool                 `json:"unread"`
	At     time.Time            `json:"at"`
	About  casework.CaseID      `json:"about" doc:"A case, or a round, an inspection …" example:"2021-001"`
	Task   int                  `json:"task,omitempty" doc:"0 or missing: the whole case" example:"1"`
	Unit   casework.UnitID      `json:"unit,omitempty" doc:"Whose task it is" example:"西吉县"`
	Event  int64                `json:"event,omitempty" doc:"The event's number in the case, if it is about one" example:"7"`
	By     casework.PersonID    `json:"by,omitempty" doc:"Whose act it was" example:"zhoushuyi"`
	Slip   int64                `json:"slip,omitempty" doc:"The slip's number in the case, if it is about one"`
	Rung   string               `json:"rung,omitempty" doc:"Of the slip" example:"urging"`
	To     casework.Addressee   `json:"to" doc:"The person or post that was told"`
}

func noticeOf(n *engine.Told) Notice {
	kind, _ := casework.NoticeKindOf(n.Kind)
	out := Notice{ID: n.ID, Kind: n.Kind, Class: kind.Class(), Unread: n.Unread, At: n.Created, About: n.Case, Task: n.Task,
		Unit: n.About.Units[n.Task], Event: n.EventSeq, Slip: n.SlipSeq, To: n.To}
	if n.Event != nil {
		out.By = n.Event.By.Person
	}
	if n.Slip != nil {
		out.Rung = n.Slip.RungID
	}
	return out
}

type noticesInput struct {
	After  int64  `query:"after" minimum:"0" doc:"The place after which the page begins: next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"50" doc:"How many at most"`
	Unread bool   `query:"unread" doc:"Only what has not been read"`
	Class  string `query:"class" enum:"acts,slip,mentions,informs" doc:"Only of one class"`
}

type noticeInput struct {
	ID int64 `path:"notice" example:"4711"`
}

type readInput struct {
	Body struct {
		Upto int64 `json:"upto" minimum:"1" doc:"The newest notice that was looked at: it and everything before it has been read" example:"4711"`
	}
}

// Unread is how many notices have not been read.
type Unread struct {
	Count int `json:"count" maximum:"100" doc:"Counted up to 100. What the account mutes and what is older than 90 days does not count" example:"3"`
}

func (a *API) noticeRoutes() {
	handle(a, spec{path: "/notices", id: "list-notices", tag: "Me", summary: "What the person is told, the newest first",
		about: "To them by name, to the posts that they hold today or stand in for, and to empty posts that have climbed to them; of cases, those that they may see."},
		func(ctx context.Context, c *call, in *noticesInput) (*page[Notice], error) {
			f := schema.NoticeFilter{Unread: in.Unread, Before: in.After, Limit: in.Limit, Kinds: casework.NoticesOf(casework.NoticeClass(in.Class))}
			got, err := c.Notices(ctx, f)
			if err != nil {
				return nil, err
			}
			items := each(got.Lines, noticeOf)
			next, query := "", url.Values{"limit": {strconv.Itoa(in.Limit)}}
			if got.Next != 0 {
				next = strconv.FormatInt(got.Next, 10)
			}
			if in.Unread {
				query.Set("unread", "true")
			}
			if in.Class != "" {
				query.Set("class", in.Class)
			}
			return pageOf(items, "/notices", query, next), nil
		})
	handle(a, spec{path: "/notices/unread", id: "count-notices", tag: "Me", summary: "How many notices the person has not read"},
		func(ctx context.Context, c *call, _ *nothing) (*one[Unread], error) {
			n, err := c.CountNotices(ctx)
			return &one[Unread]{Unread{n}}, err
		})
	handle(a, spec{method: http.MethodPost, path: "/notices/read", id: "read-notices", tag: "Me", summary: "Everything up to a notice has been read",
		scope: casework.TokenAct, status: http.StatusNoContent},
		func(ctx context.Context, c *call, in *readInput) (*nothing, error) {
			return nil, c.ReadNotices(ctx, in.Body.Upto)
		})
	handle(a, spec{method: http.MethodPut, path: "/notices/{notice}/read", id: "read-notice", tag: "Me", summary: "One notice has been read",
		scope: casework.TokenAct, status: http.StatusNoContent, errors: []int{http.StatusNotFound}},
		func(ctx context.Context, c *call, in *noticeInput) (*nothing, error) {
			_, err := c.ReadNotice(ctx, in.ID)
			return nil, err
		})
}
