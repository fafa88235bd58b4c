package site

// withdrawals.go: withdrawing a sweep or a task list that was opened by mistake, and
// how it is shown then.

import (
	"net/http"
	"strings"

	"duban/casework"
	"duban/engine"
	"duban/schema"
)

// withdrawForm is what was typed to withdraw something, and why it was refused.
type withdrawForm struct {
	Reason string
	Error  string
}

// withdraw does it by do and leads to the list; what is refused comes back to the page.
func (s *Site) withdraw(w http.ResponseWriter, r *request, list string, do func(plan, reason string) error,
	again func(status int, form withdrawForm) error) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	plan, reason := r.PathValue("plan"), strings.TrimSpace(r.PostForm.Get("reason"))
	err := do(plan, reason)
	if err == nil {
		s.notice(r, "web.withdraw.done", plan)
		redirect(w, r, list)
		return nil
	}
	text, status, ok := r.again(err)
	if !ok {
		return err
	}
	return again(status, withdrawForm{Reason: reason, Error: text})
}

func (s *Site) withdrawSweep(w http.ResponseWriter, r *request) error {
	do := func(plan, reason string) error { return r.viewer.WithdrawSweep(r.Context(), plan, reason) }
	return s.withdraw(w, r, "/sweeps", do, func(status int, form withdrawForm) error { return s.renderSweep(w, r, status, form) })
}

func (s *Site) withdrawTaskList(w http.ResponseWriter, r *request) error {
	do := func(plan, reason string) error { return r.viewer.WithdrawTaskList(r.Context(), plan, reason) }
	return s.withdraw(w, r, "/tasklists", do, func(status int, form withdrawForm) error { return s.renderTaskList(w, r, status, form) })
}

// gone keeps of some lists those that were withdrawn, or the others.
func gone[T any](list []T, withdrawn func(T) *schema.Withdrawal, want bool) []T {
	var out []T
	for _, one := range list {
		if (withdrawn(one) != nil) == want {
			out = append(out, one)
		}
	}
	return out
}

func sweepGone(s *engine.SweepSeen) *schema.Withdrawal { return s.Withdrawn }

func listGone(l *engine.TaskListSeen) *schema.Withdrawal { return l.Withdrawn }
