package postgres

// Getting to a server that takes connections: adopting one that is alive, or waiting for ours.

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"syscall"
	"time"

	_ "github.com/lib/pq" // the driver behind sql.Open
)

// postmaster.opts keeps the command line of the last start: … "-p" "17432"
var portOption = regexp.MustCompile(`"-p"\s+"(\d+)"`)

// takeOver looks at what an earlier run left behind. It returns the server when that is alive and
// healthy, nil when a new one can be started.
func (c *Cluster) takeOver(ctx context.Context) (*process, error) {
	left, err := readPidfile(c.data)
	if err != nil || left == nil {
		return nil, err
	}
	switch {
	case !alive(left.pid):
		// PostgreSQL removes such a file itself.
		c.options.Log("PostgreSQL: the last run ended without a shutdown; recovering from the log")
	case !belongs(left.pid, c.data):
		c.options.Log(fmt.Sprintf("PostgreSQL: the last run ended without a shutdown, and its number %d now belongs "+
			"to another program; removing the stale lock file and recovering from the log", left.pid))
		if err := removeForeignPidfile(c.data, left.pid); err != nil {
			return nil, err
		}
	case left.status == "stopping":
		c.options.Log(fmt.Sprintf("PostgreSQL: waiting for the last run (process %d) to end", left.pid))
		select {
		case <-c.adopt(left.pid).gone:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	default:
		c.options.Log(fmt.Sprintf("PostgreSQL: still running from the last time (process %d), using it", left.pid))
		adopted := c.adopt(left.pid)
		c.set(adopted, left.port)
		return adopted, c.waitReady(ctx, adopted)
	}
	return nil, c.waitForOrphans(ctx)
}

// Backends whose server was killed end by themselves when they are idle or come to wait for
// something. Those in a long computation are told to, first to roll back and end, then to end.
const (
	orphansAsked = time.Second
	orphansTold  = 5 * time.Second
	orphanLimit  = 30 * time.Second
)

// waitForOrphans returns when no process of a killed server works on the cluster any more: two
// servers on the same data would ruin it.
func (c *Cluster) waitForOrphans(ctx context.Context) error {
	began, next := time.Now(), syscall.SIGTERM
	for {
		left := orphans(c.data)
		if len(left) == 0 {
			return nil
		}
		waited := time.Since(began)
		switch {
		case waited > orphanLimit:
			return fmt.Errorf("processes %v of the last run still work on %s: wait for them to end, or end them, and start again",
				left, c.data)
		case waited > orphansAsked && next == syscall.SIGTERM:
			c.options.Log(fmt.Sprintf("PostgreSQL: ending %d processes of the killed server", len(left)))
			signalAll(left, next)
			next = syscall.SIGQUIT
		case waited > orphansTold && next == syscall.SIGQUIT:
			signalAll(left, next)
			next = 0
		}
		if err := sleep(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
}

// signalAll ignores processes that have ended meanwhile.
func signalAll(pids []int, s syscall.Signal) {
	for _, pid := range pids {
		_ = syscall.Kill(pid, s)
	}
}

// waitReady returns when the server answers a query. Recovery after a crash may take its time, so
// there is no limit but the caller's; a server that ends is an error at once.
func (c *Cluster) waitReady(ctx context.Context, p *process) error {
	nextWord := time.Now().Add(5 * time.Second)
	for {
		if p.ended() {
			return c.explain(p)
		}
		file, err := readPidfile(c.data)
		if err != nil {
			return err
		}
		if file != nil && file.pid == p.pid && file.status == "ready" {
			if file.port != c.Port() { // adopted before it had opened its sockets
				c.set(p, file.port)
				continue
			}
			address, err := c.URL(Superuser, "postgres")
			if err != nil {
				return err
			}
			if err = ping(ctx, address); err == nil {
				return nil
			}
			if isWrongPassword(err) {
				return fmt.Errorf("PostgreSQL does not accept the password in %s: restore that file, it belongs to the cluster in %s",
					c.options.Passwords, c.data)
			}
		}
		if time.Now().After(nextWord) {
			c.options.Log("PostgreSQL: not ready yet, still recovering or waiting for the disk")
			nextWord = time.Now().Add(15 * time.Second)
		}
		if err := sleep(ctx, 20*time.Millisecond); err != nil {
			return fmt.Errorf("PostgreSQL was not ready in time (its log is in %s): %w", c.logDir, err)
		}
	}
}

func ping(ctx context.Context, address string) error {
	db, err := sql.Open("postgres", address)
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return db.PingContext(ctx)
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
