package casework

// digest.go: what an approval is bound to. An approver names the digest of what
// was seen; if the submission or request changed meanwhile, it is refused.

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
)

// minDigest is how many characters of a digest a person must at least name.
const minDigest = 8

// digestOf gives the SHA-256 over the JSON of v, in hex.
func digestOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("casework: digest: " + err.Error()) // plain fields only
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// submissionDigest covers everything that a verifier judges: the case, the
// task, the round of submission, the self-check and each piece of evidence.
func submissionDigest(id CaseID, t *Task, c Command) string {
	revision := 1
	if t.Submission != nil {
		revision = t.Submission.Revision + 1
	}
	return digestOf(struct {
		Case     CaseID
		Task     int
		Revision int
		Text     string
		Percent  *int
		Evidence []Evidence

		Assessment *Assessment `json:",omitempty"`
	}{id, t.No, revision, c.Text, c.Percent, c.Evidence, c.Assessment})
}

// matchDigest accepts the full digest or its beginning.
func matchDigest(named, actual string) error {
	if len(named) < minDigest {
		return invalid("invalid.digest_missing", short(actual))
	}
	if !strings.HasPrefix(actual, strings.ToLower(named)) {
		return Errorf(CodeStale, "stale.digest", short(named), short(actual))
	}
	return nil
}

func short(digest string) string {
	if len(digest) > 12 {
		return digest[:12]
	}
	return digest
}
