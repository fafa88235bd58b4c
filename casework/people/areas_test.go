package people_test

// areas_test.go: leaders' areas at the size of the report's city.

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/people"
)

// The report's figures of the responsibility chain.
const (
	counties, townships, villages, migrantVillages, cityLeaders = 5, 62, 807, 38, 38
)

func leaderNo(n int) casework.PersonID {
	return casework.PersonID(fmt.Sprintf("leader%02d", n%cityLeaders))
}

// city gives the report's city: every leader answers for a migrant village, some
// for a county, each township has one; villages lie in their townships' areas.
func city() people.Organisation {
	o := people.Organisation{Units: []people.Unit{{ID: "city"}, {ID: "office", Parent: "city", Office: true}}}
	unit := func(kind string, n int, parent casework.UnitID, leader int) {
		id := casework.UnitID(fmt.Sprintf("%s%d", kind, n))
		o.Units = append(o.Units, people.Unit{ID: id, Parent: parent})
		if leader >= 0 {
			o.Areas = append(o.Areas, people.Area{Leader: leaderNo(leader), Unit: id})
		}
	}
	for n := range counties {
		unit("county", n, "city", n)
	}
	for n := range townships {
		unit("town", n, casework.UnitID(fmt.Sprintf("county%d", n%counties)), n+counties)
	}
	for n := range villages {
		unit("village", n, casework.UnitID(fmt.Sprintf("town%d", n%townships)), -1)
	}
	for n := range migrantVillages {
		unit("migrant", n, casework.UnitID(fmt.Sprintf("town%d", n%townships)), n)
	}
	for n := range cityLeaders {
		o.Persons = append(o.Persons, leaderNo(n))
		o.Holdings = append(o.Holdings, people.Holding{Person: leaderNo(n), Unit: "city", Role: casework.PostLeader})
	}
	o.Persons = append(o.Persons, "clerk")
	o.Holdings = append(o.Holdings, people.Holding{Person: "clerk", Unit: "office", Role: casework.PostOffice})
	return o
}

func TestAreasOfTheCity(t *testing.T) {
	t.Parallel()
	o, on := city(), day("2026-03-02")
	c := people.New(o)
	perLeader, answered := map[casework.PersonID]int{}, 0
	for _, u := range o.Units[2:] {
		leaders := c.Leaders(u.ID, on)
		require.Len(t, leaders, 1, u.ID)
		perLeader[leaders[0]]++
		answered++
		// Nobody holds a post in any of them: it climbs to the leader, and says from where.
		r := c.Rests(casework.Addressee{Unit: u.ID, Role: casework.PostReporter}, on)
		require.Equal(t, leaders, r.Persons, u.ID)
		require.True(t, r.Climbed())
	}
	require.Equal(t, counties+townships+villages+migrantVillages, answered)
	require.Len(t, perLeader, cityLeaders, "every leader answers for something")
	require.Equal(t, []casework.PersonID{leaderNo(counties + 7)}, c.Leaders("village69", on), "the township's leader, not the county's")
	require.Equal(t, []casework.PersonID{leaderNo(7)}, c.Leaders("migrant7", on), "its own, not the township's")

	// A leader who leaves answers for nothing any more: the area above does, then the office.
	for i := range o.Holdings {
		if o.Holdings[i].Person == leaderNo(counties+7) {
			o.Holdings[i].To = on.AddDays(-1)
		}
	}
	c = people.New(o)
	require.Equal(t, []casework.PersonID{leaderNo(7 % counties)}, c.Leaders("village69", on))
	for i := range o.Holdings {
		if o.Holdings[i].Role == casework.PostLeader {
			o.Holdings[i].To = on.AddDays(-1)
		}
	}
	r := people.New(o).Rests(casework.Addressee{Unit: "village69", Role: casework.PostReporter}, on)
	require.Equal(t, []casework.PersonID{"clerk"}, r.Persons)
}
