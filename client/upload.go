package client

// upload.go: sending a file in by parts, and going on where the line broke.

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// File is a file to be sent in.
type File struct {
	Name    string
	Size    int64
	SHA256  string // in hexadecimal
	Content io.ReaderAt
	Told    func(sent int64) // how far it is; nil tells nobody
}

// ErrChanged is that what came in is not what was named by its digest.
var ErrChanged = errors.New("the file changed while it was sent")

// How a file is sent: a part is as much as the server takes at once, and so many
// tries in a row may fail, each after twice the pause of the one before.
const (
	partSize   = 4 << 20
	partType   = "application/offset+octet-stream"
	uploadTry  = 5
	firstPause = 500 * time.Millisecond
)

// SendFile sends a file in for a case and gives the upload, which an act hands in.
// What the server has by its digest, and the person may see, is not sent. A refusal
// is a [*Problem]; what could not be completed is withdrawn.
func (c *ClientWithResponses) SendFile(ctx context.Context, id string, f File) (upload string, err error) {
	begun, err := c.StartUploadWithResponse(ctx, id, &StartUploadParams{UploadLength: f.Size, UploadMetadata: "filename " +
		base64.StdEncoding.EncodeToString([]byte(f.Name)) + ",sha256 " + base64.StdEncoding.EncodeToString([]byte(f.SHA256))})
	if err != nil {
		return "", err
	}
	if err := Check(begun.HTTPResponse, begun.Body); err != nil {
		return "", err
	}
	if begun.JSON201 == nil {
		return "", fmt.Errorf("the server answered %s without an upload", begun.Status())
	}
	s := sending{c, id, begun.JSON201.Id, f, firstPause}
	sum, err := s.all(ctx, begun.HTTPResponse)
	if err == nil && sum != f.SHA256 {
		err = ErrChanged
	}
	if err != nil {
		s.withdraw(ctx)
		return "", err
	}
	return s.upload, nil
}

// sending is a file on its way.
type sending struct {
	c       *ClientWithResponses
	id      string
	upload  string
	file    File
	pausing time.Duration
}

// all sends what is not there yet and gives the digest of what came in.
func (s *sending) all(ctx context.Context, told *http.Response) (sum string, err error) {
	for failed := 0; ; {
		at, sum := progress(told)
		if s.file.Told != nil {
			s.file.Told(at)
		}
		if sum != "" {
			return sum, nil
		}
		next, err := s.part(ctx, at) //nolint:bodyclose // the generated client has read and closed it
		if err == nil {
			told, failed = next, 0
			continue
		}
		if failed++; failed >= uploadTry || !passing(err) {
			return "", err
		}
		if err := s.pause(ctx, failed); err != nil {
			return "", err
		}
		// What of the part came in only the server knows; if it does not say, the part is tried as it was.
		if now, err := s.c.SeeUploadWithResponse(ctx, s.id, s.upload); err == nil && now.StatusCode() == http.StatusOK {
			told = now.HTTPResponse
		}
	}
}

func (s *sending) part(ctx context.Context, at int64) (*http.Response, error) {
	part := make([]byte, max(0, min(partSize, s.file.Size-at)))
	if n, err := s.file.Content.ReadAt(part, at); n < len(part) {
		return nil, &unreadableError{err}
	}
	res, err := s.c.AppendUploadWithBodyWithResponse(ctx, s.id, s.upload, &AppendUploadParams{UploadOffset: at}, partType, bytes.NewReader(part))
	if err != nil {
		return nil, err
	}
	return res.HTTPResponse, Check(res.HTTPResponse, res.Body)
}

// pause waits before another try.
func (s *sending) pause(ctx context.Context, failed int) error {
	timer := time.NewTimer(s.pausing << (failed - 1))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// withdraw forgets an upload that will not be completed. If even that does not
// reach the server, it forgets by itself after some days.
func (s *sending) withdraw(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	_, _ = s.c.DropUploadWithResponse(ctx, s.id, s.upload)
}

// progress reads how much is there, and the digest once it is all.
func progress(res *http.Response) (at int64, sum string) {
	at, _ = strconv.ParseInt(res.Header.Get("Upload-Offset"), 10, 64) // a server that says nothing has nothing
	return at, res.Header.Get("X-Content-Sha256")
}

// unreadableError is a file that cannot be read on this side: no try makes it better.
type unreadableError struct{ error }

// passing tells whether another try may succeed: the line broke, a service behind
// the server is away, the part did not fit.
func passing(err error) bool {
	var local *unreadableError
	if errors.As(err, &local) || errors.Is(err, context.Canceled) {
		return false
	}
	var p *Problem
	if !errors.As(err, &p) {
		return true
	}
	return p.Code == Conflict || p.Code == Unavailable || p.Code == TooMany || p.Code == Internal
}
