package api

// desk.go: who comes in, and what waits for them.

import (
	"context"
	"time"

	"duban/casework"
)

// Me is who a token stands for.
type Me struct {
	Person  casework.PersonID     `json:"person" example:"yuxiaomei"`
	Name    string                `json:"name" example:"虞小梅"`
	Posts   []casework.Post       `json:"posts" nullable:"false"`
	Token   string                `json:"token" doc:"What the token is for" example:"月报取数"`
	Scopes  []casework.TokenScope `json:"scopes" nullable:"false" enum:"read,act,admin"`
	Expires time.Time             `json:"expires"`
}

type deskInput struct {
	Limit int `query:"limit" minimum:"1" maximum:"1000" default:"200" doc:"How many at most"`
}

func (a *API) deskRoutes() {
	handle(a, spec{path: "/me", id: "me", tag: "Me", summary: "Who the token stands for, and how far it goes"},
		func(_ context.Context, c *call, _ *nothing) (*one[Me], error) {
			return &one[Me]{Me{Person: c.By.Person, Name: c.Account.Name, Posts: append([]casework.Post{}, c.By.Posts...),
				Token: c.Token.Name, Scopes: c.Token.Scopes, Expires: c.Token.Expires}}, nil
		})
	handle(a, spec{path: "/desk", id: "desk", tag: "Me", summary: "What waits for the person, the most urgent first"},
		func(ctx context.Context, c *call, in *deskInput) (*all[Task], error) {
			lines, err := c.Desk(ctx, in.Limit)
			if err != nil {
				return nil, err
			}
			items := make([]Task, len(lines))
			for i := range lines {
				items[i] = taskOf(&lines[i].Line)
				items[i].Rests = lines[i].Persons
			}
			return allOf(items), nil
		})
}
