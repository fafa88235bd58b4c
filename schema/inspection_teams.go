package schema

// inspection_teams.go: who inspects what, and who changed it.

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"duban/casework"
	"duban/casework/inspection"
	"duban/schema/db"
)

type teamWire struct {
	Inspection string            `json:"inspection"`
	No         int               `json:"no"`
	Unit       casework.UnitID   `json:"unit"`
	Leader     casework.PersonID `json:"leader"`
}

type inspectorWire struct {
	Inspection string            `json:"inspection"`
	Team       int               `json:"team"`
	Person     casework.PersonID `json:"person"`
}

func putTeams(ctx context.Context, q *db.Queries, id string, teams []inspection.Team) error {
	var rows []teamWire
	var members []inspectorWire
	var numbers []int
	for _, t := range teams {
		rows = append(rows, teamWire{id, t.No, t.Unit, t.Leader})
		numbers = append(numbers, t.No)
		for _, m := range t.Members {
			members = append(members, inspectorWire{id, t.No, m})
		}
	}
	if err := q.PutInspectionTeams(ctx, rowsJSON(rows)); err != nil {
		return err
	}
	if err := q.DropInspectionMembers(ctx, id, numbers); err != nil {
		return err
	}
	return q.PutInspectionMembers(ctx, rowsJSON(members))
}

// TeamChange is a change of who is in a team.
type TeamChange struct {
	At     time.Time         `json:"at"`
	By     casework.PersonID `json:"by"`
	Before inspection.Team   `json:"before"`
	After  inspection.Team   `json:"after"`
}

// SetInspectionTeams gives teams new leaders and members and keeps what changed.
// Who joins after the draw has not heard of it: they are told, by a notice of the
// kind given. The teams of an inspection that is over stay as they were.
func (l *Ledger) SetInspectionTeams(ctx context.Context, id string, by casework.PersonID, teams []inspection.Team, tell casework.NoticeKind, at time.Time) error {
	var notices []noticeRow
	err := l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		row, err := lockInspection(ctx, q, id)
		if err != nil {
			return err
		}
		before, err := teamsOf(ctx, q, id)
		if err != nil {
			return err
		}
		var changed []inspection.Team
		for _, t := range teams {
			was := inspection.Team{No: t.No, Unit: t.Unit}
			if i := slices.IndexFunc(before, func(b inspection.Team) bool { return b.No == t.No }); i >= 0 {
				was = before[i]
			}
			t.Members = slices.Compact(slices.Sorted(slices.Values(t.Members)))
			slices.Sort(was.Members) // the database sorts otherwise
			if was.Leader == t.Leader && slices.Equal(was.Members, t.Members) {
				continue
			}
			no, err := q.PutInspectionTeamChange(ctx, db.PutInspectionTeamChangeParams{Inspection: id, At: stored(at), By: string(by),
				Before: rowJSON(was), After: rowJSON(t)})
			if err != nil {
				return err
			}
			changed = append(changed, t)
			for _, p := range slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(t.Members), t.Leader)))) {
				if row.State == InspectionDrawn && p != "" && !was.Has(p) {
					notices = append(notices, noticeRow{Key: fmt.Sprintf("inspection/%s/joined/%d/%s", id, no, p), Case: InspectionTopic(id),
						Kind: tell.String(), Person: p, CreatedAt: stored(at)})
				}
			}
		}
		if len(changed) == 0 {
			return nil
		}
		if err := putTeams(ctx, q, id, changed); err != nil {
			return err
		}
		return inBatches(ctx, notices, q.PutNotices)
	})
	if err == nil {
		l.announceTold(ctx, toldBy(notices))
	}
	return err
}

// InspectionTeamChanges gives who changed the teams, the oldest change first.
func (l *Ledger) InspectionTeamChanges(ctx context.Context, id string) ([]TeamChange, error) {
	rows, err := l.q.InspectionTeamChanges(ctx, id)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]TeamChange, len(rows))
	for i, r := range rows {
		out[i].At, out[i].By = r.At.UTC(), casework.PersonID(r.By)
		if err := json.Unmarshal(r.Before, &out[i].Before); err != nil {
			return nil, translate(err)
		}
		if err := json.Unmarshal(r.After, &out[i].After); err != nil {
			return nil, translate(err)
		}
	}
	return out, nil
}

// InspectionTeams gives the teams of an inspection in order of number.
func (l *Ledger) InspectionTeams(ctx context.Context, id string) ([]inspection.Team, error) {
	teams, err := teamsOf(ctx, l.q, id)
	return teams, translate(err)
}

func teamsOf(ctx context.Context, q *db.Queries, id string) ([]inspection.Team, error) {
	teams, err := q.InspectionTeams(ctx, id)
	if err != nil {
		return nil, err
	}
	members, err := q.InspectionMembers(ctx, id)
	if err != nil {
		return nil, err
	}
	out := make([]inspection.Team, len(teams))
	for i, t := range teams {
		out[i] = inspection.Team{No: t.No, Unit: casework.UnitID(t.Unit), Leader: casework.PersonID(t.Leader)}
		for _, m := range members {
			if m.Team == t.No {
				out[i].Members = append(out[i].Members, casework.PersonID(m.Person))
			}
		}
	}
	return out, nil
}
