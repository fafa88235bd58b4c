package postgres

// Why a server ended: its own words, turned into a sentence that says what to do.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/lib/pq"

	"duban/standalone/loopback"
)

// ErrDiskFull is wrapped when there is no room to run, or when the server stopped for lack of it.
var ErrDiskFull = errors.New("disk full")

// errStillUsed is wrapped when processes of the last run have not ended yet.
var errStillUsed = errors.New("the last run has not ended yet")

// explain returns why the server p ended.
func (c *Cluster) explain(p *process) error {
	words := c.lastWords(p.started)
	has := func(text string) bool { return strings.Contains(words, text) }
	switch {
	case has("No space left on device"), has("Disk quota exceeded"):
		return fmt.Errorf("PostgreSQL stopped: %w: free some space on the disk that holds %s; nothing acknowledged is lost",
			ErrDiskFull, c.root)
	case has("could not create any TCP/IP sockets"), has("Address already in use"):
		return fmt.Errorf("PostgreSQL: %w: another program listens on %s", loopback.ErrInUse, loopback.Address(c.Port()))
	case has("pre-existing shared memory block"), has("postmaster.pid\" already exists"):
		return fmt.Errorf("PostgreSQL: %w: other processes still work on %s", errStillUsed, c.data)
	case has("incompatible with server"):
		return fmt.Errorf("%s: %w: %s", c.data, ErrOtherMajor, lastLine(words))
	case words == "":
		return fmt.Errorf("PostgreSQL (process %d) was killed", p.pid)
	default:
		return fmt.Errorf("PostgreSQL ended: %s (its log is in %s)", lastLine(words), c.logDir)
	}
}

// lastWords collects what the server reported as fatal since it was started.
func (c *Cluster) lastWords(since time.Time) string {
	startup, _ := os.ReadFile(c.startupLog()) // truncated at every start; absent for an adopted server
	text := string(startup)
	if logged, err := tail(newest(c.logDir), 64<<10); err == nil {
		text += "\n" + logged
	}
	earliest := since.UTC().Format(time.DateTime)
	var words []string
	for line := range strings.Lines(text) {
		fatal := strings.Contains(line, "FATAL:") || strings.Contains(line, "PANIC:") || strings.Contains(line, "could not")
		// Lines without a time come from startup.log, which holds this run only.
		old := len(line) > len(earliest) && line[0] >= '0' && line[0] <= '9' && line[:len(earliest)] < earliest
		// A client's FATAL (a wrong password, a database that is gone) does not end a server.
		client := strings.Contains(line, "@") && !strings.Contains(line, "PANIC:") && !strings.Contains(line, "No space left")
		if fatal && !old && !client {
			words = append(words, line)
		}
	}
	return strings.Join(words, "")
}

// newest returns the log file written to last, or an empty name.
func newest(dir string) string {
	matches, _ := filepath.Glob(filepath.Join(dir, "*.log")) // a constant, well-formed pattern
	var name string
	var at time.Time
	for _, match := range matches {
		if info, err := os.Stat(match); err == nil && info.ModTime().After(at) {
			name, at = match, info.ModTime()
		}
	}
	return name
}

func tail(name string, size int64) (string, error) {
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(io.NewSectionReader(file, max(0, info.Size()-size), size))
	if info.Size() > size { // begin with a whole line
		_, text, _ = bytes.Cut(text, []byte("\n"))
	}
	return string(text), err
}

func isWrongPassword(err error) bool {
	var refused *pq.Error
	return errors.As(err, &refused) && (refused.Code == "28P01" || refused.Code == "28000")
}
