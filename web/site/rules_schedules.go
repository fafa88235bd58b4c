package site

// rules_schedules.go: what recurs, with its next dates; pausing, resuming and
// firing it.

import (
	"net/http"
	"strings"

	"duban/casework"
	"duban/engine"
)

// nextShown is how many of a schedule's next dates a page shows.
const nextShown = 10

// schedulesBody is what the page of schedules shows.
type schedulesBody struct {
	List []engine.ScheduleStatus
	May  bool
}

func (s *Site) showSchedules(w http.ResponseWriter, r *request) error {
	list, err := s.engine.ScheduleStatuses(r.Context(), nextShown)
	if err != nil {
		return err
	}
	_, err = casework.AuthoriseOperating(r.viewer.By)
	s.render(w, r, http.StatusOK, "schedules", "web.rules.schedules", schedulesBody{List: list, May: err == nil})
	return nil
}

func (s *Site) actOnSchedule(w http.ResponseWriter, r *request) error {
	id, by := r.PathValue("id"), r.viewer.By
	var err error
	switch act := r.PathValue("act"); act {
	case "pause":
		note := strings.TrimSpace(r.PostFormValue("note"))
		if note == "" {
			return casework.Errorf(casework.CodeInvalid, "invalid.pause_note")
		}
		err = s.engine.PauseSchedule(r.Context(), by, id, note)
	case "resume":
		err = s.engine.ResumeSchedule(r.Context(), by, id)
	case "trigger":
		err = s.engine.TriggerSchedule(r.Context(), by, id)
	default:
		return casework.Errorf(casework.CodeNotFound, "notfound.page")
	}
	if err != nil {
		return err
	}
	s.notice(r, "web.schedule.done."+r.PathValue("act"))
	redirect(w, r, "/rules/schedules")
	return nil
}
