package evidence

// readers.go: reading in one pass, and out of parts.

import (
	"context"
	"io"
)

type counter struct{ n int64 }

func (c *counter) Write(b []byte) (int, error) {
	c.n += int64(len(b))
	return len(b), nil
}

// untilBroken ends where its reader fails.
type untilBroken struct{ from io.Reader }

func (u *untilBroken) Read(b []byte) (int, error) {
	n, err := u.from.Read(b)
	if err != nil {
		err = io.EOF
	}
	return n, err
}

// joined reads parts one after another.
type joined struct {
	ctx   context.Context //nolint:containedctx // a reader's lifetime is its request's
	s     *Store
	parts []string
	open  io.ReadCloser
}

func (j *joined) Read(b []byte) (int, error) {
	for {
		if j.open == nil {
			if len(j.parts) == 0 {
				return 0, io.EOF
			}
			r, err := j.s.bucket.NewReader(j.ctx, j.parts[0], nil)
			if err != nil {
				return 0, err
			}
			j.open, j.parts = r, j.parts[1:]
		}
		n, err := j.open.Read(b)
		if err == io.EOF { //nolint:errorlint // readers return it bare
			err = j.Close()
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

func (j *joined) Close() error {
	if j.open == nil {
		return nil
	}
	err := j.open.Close()
	j.open = nil
	return err
}
