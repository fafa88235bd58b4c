package site

// audit_changes.go: what was changed of the organisation, field by field.

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"duban/casework"
	"duban/schema"
)

// changeLine is a change of the organisation, field by field.
type changeLine struct {
	schema.OrganisationChange
	Kind   string // added, removed, changed
	Fields []changeField
}

type changeField struct{ Name, From, To string }

func (s *Site) showOrganisationChanges(w http.ResponseWriter, r *request) error {
	f, err := auditFilterOf(r)
	if err != nil {
		return err
	}
	list, err := r.viewer.OrganisationChanges(r.Context(), f.before, auditLines+1)
	if err != nil {
		return err
	}
	body := s.auditBody(r)
	if len(list) > auditLines {
		list = list[:auditLines]
		if body.Next, err = (auditFilter{}).next("/audit/organisation", list[auditLines-1].ID); err != nil {
			return err
		}
	}
	for _, c := range list {
		line, err := changeLineOf(c)
		if err != nil {
			return err
		}
		body.Changes = append(body.Changes, line)
	}
	if err := s.nameAudit(r, &body); err != nil {
		return err
	}
	if r.part() {
		s.renderPart(w, r, "audit-organisation", "change-rows", body)
		return nil
	}
	s.render(w, r, http.StatusOK, "audit-organisation", "web.audit.organisation", body)
	return nil
}

func changeLineOf(c schema.OrganisationChange) (changeLine, error) {
	var before, after map[string]any
	if err := json.Unmarshal(c.Before, &before); err != nil {
		return changeLine{}, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	if err := json.Unmarshal(c.After, &after); err != nil {
		return changeLine{}, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	line := changeLine{OrganisationChange: c, Kind: "changed"}
	switch {
	case before == nil:
		line.Kind = "added"
	case after == nil:
		line.Kind = "removed"
	}
	names := map[string]bool{}
	for name := range before {
		names[name] = true
	}
	for name := range after {
		names[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		from, to := fieldText(before[name]), fieldText(after[name])
		if from == to && line.Kind == "changed" && !identifies(name) || from == "" && to == "" {
			continue
		}
		line.Fields = append(line.Fields, changeField{name, from, to})
	}
	return line, nil
}

// identifies tells whether a field says what a change is about, though it stayed.
func identifies(name string) bool {
	return slices.Contains([]string{"id", "person", "unit", "role", "leader", "substitute", "force"}, name)
}

// fieldText writes a value of a row; a day that stands for always is nothing.
func fieldText(v any) string {
	text := ""
	switch v := v.(type) {
	case string:
		text = v
	case float64:
		text = strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		text = strconv.FormatBool(v)
	}
	if text == "0001-01-01" || text == "9999-12-31" {
		return ""
	}
	return text
}
