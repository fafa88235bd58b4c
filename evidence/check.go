package evidence

// check.go: whether a store can be used, told before the first file comes in.

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"gocloud.dev/gcerrors"

	"duban/casework"
)

// Check asks store and scanner. A bucket that is not there and a key that is
// refused are [casework.CodeInvalid]: waiting mends neither. What does not answer is
// [casework.CodeUnavailable].
func (s *Store) Check(ctx context.Context) error {
	there, err := s.bucket.IsAccessible(ctx)
	switch {
	case keyRefused(err):
		return casework.Wrap(casework.CodeInvalid, err, "invalid.evidence_key")
	case err != nil:
		return unavailable(err)
	case !there:
		return casework.Errorf(casework.CodeInvalid, "invalid.evidence_bucket")
	case s.scanner != nil:
		return s.scanner.Scan(ctx, "", strings.NewReader(""))
	}
	return nil
}

// keyRefused tells whether a store answered, and its answer is about who asks: a key
// that it does not know, that does not fit, is over or may not. Each maker of stores
// has words of its own; the status is the same.
func keyRefused(err error) bool {
	var answered interface{ HTTPStatusCode() int }
	if errors.As(err, &answered) {
		status := answered.HTTPStatusCode()
		return status >= http.StatusBadRequest && status < http.StatusInternalServerError &&
			status != http.StatusRequestTimeout && status != http.StatusTooManyRequests
	}
	return gcerrors.Code(err) == gcerrors.PermissionDenied
}

// bucketMissing tells a bucket that is gone from an object that is not in it.
func bucketMissing(err error) bool {
	var named interface{ ErrorCode() string }
	return errors.As(err, &named) && named.ErrorCode() == "NoSuchBucket"
}

// withoutAddress gives an error without the address that it repeats: somebody may
// have put a key into it.
func withoutAddress(err error, address string) error {
	const shown = "(the address)"
	text := strings.ReplaceAll(err.Error(), address, shown)
	if u, bad := url.Parse(address); bad == nil {
		text = strings.ReplaceAll(text, u.String(), shown)
	}
	return errors.New(text)
}
