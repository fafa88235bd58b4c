package evidence

// scanner.go: a virus scanner looks at what comes in. clamd is spoken to by its
// INSTREAM command, the one that needs no file on a disk that both see.

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"time"

	"duban/casework"
)

// Scanner looks at content. Scan gives [casework.CodeRefused] for what it finds
// something in, or cannot look at because it is too large, and
// [casework.CodeUnavailable] when it does not answer: what could not be scanned is
// not taken.
type Scanner interface {
	Name() string
	Scan(ctx context.Context, name string, content io.Reader) error
}

// Clamd is a ClamAV daemon. Make one with [NewClamd].
type Clamd struct{ network, address string }

// NewClamd gives the daemon at tcp://host:port or unix:///path.
func NewClamd(address string) (*Clamd, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, casework.Wrap(casework.CodeInvalid, err, "invalid.scanner", address)
	}
	switch {
	case u.Scheme == "tcp" && u.Port() != "":
		return &Clamd{"tcp", u.Host}, nil
	case u.Scheme == "unix" && u.Path != "":
		return &Clamd{"unix", u.Path}, nil
	}
	return nil, casework.Errorf(casework.CodeInvalid, "invalid.scanner", address)
}

// Name is "clamd".
func (c *Clamd) Name() string { return "clamd" }

// Bounds of a scan: a chunk as clamd takes it, and how long it may be silent.
const (
	scanChunk   = 64 << 10
	scanSilence = time.Minute
	scanConnect = 5 * time.Second
)

// Scan sends content and reads the verdict.
func (c *Clamd) Scan(ctx context.Context, name string, content io.Reader) error {
	verdict, err := c.ask(ctx, content)
	if err != nil {
		return casework.Wrap(casework.CodeUnavailable, err, "unavailable.scanner")
	}
	switch {
	case strings.HasSuffix(verdict, " OK"):
		return nil
	case strings.HasPrefix(verdict, tooLong), strings.Contains(verdict, beyondLimits):
		return casework.Wrap(casework.CodeRefused, errors.New(verdict), "refused.evidence_unscanned", name)
	case strings.HasSuffix(verdict, " FOUND"):
		return casework.Wrap(casework.CodeRefused, errors.New(verdict), "refused.evidence_infected", name)
	}
	return casework.Wrap(casework.CodeUnavailable, fmt.Errorf("clamd says %q", verdict), "unavailable.scanner")
}

// What clamd says of content beyond its StreamMaxLength, and, where AlertExceedsMax is
// set, of what it did not look at because of another limit. Without that setting
// such content passes as clean: docs/evidence.md says how to set it.
const (
	tooLong      = "INSTREAM size limit exceeded"
	beyondLimits = " Heuristics.Limits.Exceeded"
)

func (c *Clamd) ask(ctx context.Context, content io.Reader) (string, error) {
	dialer := net.Dialer{Timeout: scanConnect}
	conn, err := dialer.DialContext(ctx, c.network, c.address)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	if err := send(conn, []byte("zINSTREAM\x00")); err != nil {
		return "", err
	}
	// Each chunk has its length before it; an empty one ends the stream.
	chunk := make([]byte, 4+scanChunk)
	for {
		n, err := io.ReadFull(content, chunk[4:])
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return "", err
		}
		binary.BigEndian.PutUint32(chunk, uint32(n)) //nolint:gosec // at most scanChunk
		if sent := send(conn, chunk[:4+n]); sent != nil {
			return answer(conn, sent) // it may say why it hung up
		}
		if n == 0 {
			return answer(conn, nil)
		}
	}
}

func send(conn net.Conn, b []byte) error {
	if err := conn.SetDeadline(time.Now().Add(scanSilence)); err != nil {
		return err
	}
	_, err := conn.Write(b)
	return err
}

func answer(conn net.Conn, before error) (string, error) {
	text, err := bufio.NewReader(io.LimitReader(conn, 4096)).ReadString(0)
	if text = strings.TrimRight(text, "\x00\n"); text != "" {
		return text, nil
	}
	return "", errors.Join(before, err)
}
