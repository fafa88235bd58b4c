package api

// organisation.go: units and persons, as far as they are seen.

import (
	"context"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
	"duban/schema"
)

// Holder is somebody in a post.
type Holder struct {
	Person casework.PersonID `json:"person" example:"yuxiaomei"`
	Name   string            `json:"name" example:"虞小梅"`
	Unit   casework.UnitID   `json:"unit" example:"西吉县"`
	Role   casework.PostRole `json:"role" example:"reporter"`
	From   *calendar.Date    `json:"from,omitempty"`
	To     *calendar.Date    `json:"to,omitempty" doc:"The last day"`
}

func (a *API) organisationRoutes() {
	handle(a, spec{path: "/units", id: "list-units", tag: "Organisation", summary: "The units whose work the person sees"},
		func(ctx context.Context, c *call, _ *nothing) (*all[schema.Unit], error) {
			list, err := c.UnitsSeen(ctx)
			if err != nil {
				return nil, err
			}
			return allOf(list), nil
		})
	handle(a, spec{path: "/persons", id: "list-persons", tag: "Organisation", summary: "Who holds which post today in the units that the person sees"},
		func(ctx context.Context, c *call, _ *nothing) (*all[Holder], error) {
			list, err := c.PersonsSeen(ctx)
			return every(list, err, func(p *engine.Served) Holder {
				return Holder{p.Person, p.Name, p.Unit, p.Role, dayOf(p.From), dayOf(p.To)}
			})
		})
}
