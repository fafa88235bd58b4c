package site

// work_many.go: one act on many waiting tasks, one command and one result for each.
// With JavaScript the list sends them itself, row by row; this is what works
// without it.

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"duban/casework"
	"duban/schema"
)

// manyAtOnce is how many commands of one reader are under way together.
const manyAtOnce = 8

// manyResult is what came of one row.
type manyResult struct {
	Case casework.CaseID
	Task int
	rowResult
}

// rowRef is a row as ticked: case, task, and the digest that was shown.
type rowRef struct {
	id     casework.CaseID
	task   int
	digest string
}

func readRow(text string) (rowRef, error) {
	parts := strings.Split(text, "|")
	if len(parts) != 3 {
		return rowRef{}, casework.Errorf(casework.CodeInvalid, "invalid.form")
	}
	task, err := strconv.Atoi(parts[1])
	if err != nil || task < 1 {
		return rowRef{}, casework.Errorf(casework.CodeInvalid, "invalid.form")
	}
	return rowRef{casework.CaseID(parts[0]), task, parts[2]}, nil
}

// command gives the row's command. Its ID is the page's and the row's: sent again,
// it takes effect once. A matter is given out as a whole, so that its rows share one.
func (ref rowRef) command(nonce string, c casework.CommandType, text string) casework.Command {
	cmd := casework.Command{ID: casework.CommandID(nonce + "-" + string(c) + "-" + strconv.Itoa(ref.task)), Type: c, Task: ref.task, Text: text}
	switch c {
	case casework.CommandDispatch:
		cmd.Task, cmd.ID = 0, casework.CommandID(nonce+"-"+string(c))
	case casework.CommandPass:
		cmd.Digest = ref.digest
	}
	return cmd
}

func (s *Site) actOnMany(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	act, nonce := casework.CommandType(r.PostForm.Get("type")), r.PostForm.Get("nonce")
	ticked := r.PostForm["row"]
	if !slices.Contains(bulkActs, act) || nonce == "" || len(nonce) > 64 {
		return casework.Errorf(casework.CodeInvalid, "invalid.form")
	}
	if len(ticked) == 0 || len(ticked) > deskLimit {
		return casework.Errorf(casework.CodeInvalid, "invalid.nothing_ticked", strconv.Itoa(deskLimit))
	}
	results := make([]manyResult, len(ticked))
	var group errgroup.Group
	group.SetLimit(manyAtOnce)
	for i, text := range ticked {
		ref, err := readRow(text)
		if err != nil {
			return err
		}
		group.Go(func() error {
			_, err := r.viewer.Act(r.Context(), ref.id, ref.command(nonce, act, r.PostForm.Get("text")))
			results[i] = manyResult{ref.id, ref.task, s.resultOf(r, ref.id, ref.task, act, err)}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	body, err := s.workOf(r)
	if err != nil {
		return err
	}
	body.Results = results
	for _, res := range results {
		if res.Done {
			body.Done++
		}
	}
	s.render(w, r, http.StatusOK, "work", "web.nav.work", body)
	return nil
}

// recordFailure keeps a denied command on record.
func (s *Site) recordFailure(r *request, id casework.CaseID, c casework.CommandType, e *casework.Error) {
	if e.Cause != nil || e.Code == casework.CodeInternal {
		s.log.Error("command failed", "case", id, "command", c, "error", e)
	}
	if e.Code == casework.CodeForbidden {
		s.record(r, schema.AccessDenied, id, string(c), true)
	}
}

func pathEscape(text string) string { return url.PathEscape(text) }
