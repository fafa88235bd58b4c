package site

// nav.go: the ways through the site that a reader's posts open.

import (
	"strings"

	"duban/casework"
	"duban/engine"
)

// navItem is one entry of the menu, or a group of them behind one word.
type navItem struct {
	Path    string
	Key     string // of its text
	Icon    string // of the sprite icons.svg
	Current bool
	Items   []navItem // of a group
}

// navEntry says who sees an entry; nil is everybody. Whether the page behind it opens
// the authoriser says too, so that no entry leads to a refusal.
type navEntry struct {
	path, key, icon string
	may             func(*engine.Viewer) bool
	group           string // the key of the group's word, "" for none
}

// The groups: what is asked of many at once, and how the system is run.
const (
	navCampaigns = "web.nav.campaigns"
	navManage    = "web.nav.manage"
)

var menu = []navEntry{
	{"/", "web.nav.overview", "overview", nil, ""},
	{"/work", "web.nav.work", "work", nil, ""},
	{"/cases", "web.nav.ledger", "ledger", nil, ""},
	{"/matrix", "web.nav.matrix", "matrix", nil, ""},
	{"/directives/give", "web.nav.give", "give", given(casework.AuthoriseGiving), ""},
	{"/households", "web.nav.households", "households", withCases, ""},
	{"/rounds", "web.nav.rounds", "rounds", withCases, ""},
	{"/inspections", "web.nav.inspections", "inspections", withCases, ""},
	{"/tasklists", "web.nav.tasklists", "tasklists", withCases, navCampaigns},
	{"/sweeps", "web.nav.sweeps", "sweeps", withCases, navCampaigns},
	{"/indicators", "web.nav.lists", "indicators", withUnits, navCampaigns},
	{"/rules", "web.nav.rules", "rules", nil, navManage},
	{"/people", "web.nav.people", "people", nil, navManage},
	{"/imports", "web.nav.imports", "imports", given(casework.AuthoriseImporting), navManage},
	{"/audit", "web.nav.audit", "audit", given(casework.AuthoriseAudit), navManage},
	{"/webhooks", "web.webhooks.title", "webhooks", given(casework.AuthoriseWebhooks), navManage},
}

// given asks the authoriser.
func given(rule func(casework.Requester) (casework.Actor, error)) func(*engine.Viewer) bool {
	return func(v *engine.Viewer) bool { _, err := rule(v.By); return err == nil }
}

// withCases are those who have a part in cases: all but those who run the system.
func withCases(v *engine.Viewer) bool { return v.Sight.Anything() }

// withUnits are those of them who see the work of units.
func withUnits(v *engine.Viewer) bool { return v.Sight.Everything || len(v.Sight.Units) > 0 }

// under says which entry leads to a page that has tabs in common with it.
var under = map[string]string{"/obligations": "/indicators"}

// navOf gives the entries that a reader's posts open, a group's together.
func navOf(r *request) []navItem {
	var out []navItem
	path := r.URL.Path
	for below, entry := range under {
		if path == below || strings.HasPrefix(path, below+"/") {
			path = entry
		}
	}
	for _, m := range menu {
		if m.may != nil && !m.may(r.viewer) {
			continue
		}
		current := path == m.path || (m.path != "/" && strings.HasPrefix(path, m.path+"/"))
		item := navItem{Path: m.path, Key: m.key, Icon: m.icon, Current: current}
		if m.group == "" {
			out = append(out, item)
			continue
		}
		if len(out) == 0 || out[len(out)-1].Key != m.group {
			out = append(out, navItem{Key: m.group})
		}
		group := &out[len(out)-1]
		group.Items, group.Current = append(group.Items, item), group.Current || current
	}
	return out
}
