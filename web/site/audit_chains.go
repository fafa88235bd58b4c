package site

// audit_chains.go: whether the chains of a case hold, and the ledger's fingerprint.

import (
	"net/http"
	"strings"

	"duban/casework"
	"duban/schema"
)

func (s *Site) showChains(w http.ResponseWriter, r *request) error {
	if some, _ := r.viewer.Audits(); !some {
		return s.forbidAudit(r)
	}
	body := s.auditBody(r)
	body.Filter.Case = r.URL.Query().Get("case")
	s.render(w, r, http.StatusOK, "audit-chains", "web.audit.chains", body)
	return nil
}

// forbidAudit asks the viewer, which refuses and puts it on record.
func (s *Site) forbidAudit(r *request) error {
	_, err := r.viewer.Accesses(r.Context(), schema.AccessFilter{Limit: 1})
	return err
}

func (s *Site) verifyChain(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	body := s.auditBody(r)
	body.Filter.Case = strings.TrimSpace(r.PostForm.Get("case"))
	status := http.StatusOK
	state, err := r.viewer.VerifyCase(r.Context(), casework.CaseID(body.Filter.Case))
	switch {
	case err == nil:
		body.Chain = &state
	case casework.CodeOf(err) == casework.CodeNotFound:
		status, body.Error = http.StatusNotFound, r.text(err)
	default:
		return err
	}
	s.render(w, r, status, "audit-chains", "web.audit.chains", body)
	return nil
}

func (s *Site) showFingerprint(w http.ResponseWriter, r *request) error {
	digest, cases, err := r.viewer.Fingerprint(r.Context())
	if err != nil {
		return err
	}
	body := s.auditBody(r)
	body.Digest, body.Cases = digest, cases
	s.render(w, r, http.StatusOK, "audit-chains", "web.audit.chains", body)
	return nil
}
