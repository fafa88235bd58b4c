package postgres

// Keeping the server up.

import (
	"context"
	"fmt"
	"syscall"
	"time"
)

// Waits between attempts to bring a dead server back: the first ones are short because clients
// stand in line, the later ones long because only a person can help (a full disk).
const (
	firstWait = 100 * time.Millisecond
	lastWait  = 10 * time.Second
)

// supervise starts the server again whenever it ends, until Stop. One sentence says that it
// ended and why, another that it is back; in between, each new reason of failure is said once.
func (c *Cluster) supervise() {
	defer close(c.done)
	for {
		server := c.server()
		select {
		case <-c.supervision.Done():
			return
		case <-server.gone:
		}
		if c.supervision.Err() != nil {
			return
		}
		reason := c.explain(server).Error()
		c.options.Log(reason + "; starting it again")
		if !c.revive(c.supervision, reason) {
			return
		}
	}
}

// revive tries until the server runs or ctx ends. The port stays the same: clients hold its address.
func (c *Cluster) revive(ctx context.Context, said string) bool {
	port := c.Port()
	for wait := firstWait; ; wait = min(wait*2, lastWait) {
		err := checkSpace(c.root)
		if err == nil {
			err = c.waitForOrphans(ctx)
		}
		if err == nil {
			var child *process
			if child, err = c.launch(ctx, port); err == nil {
				c.options.Log(fmt.Sprintf("PostgreSQL: running again (process %d)", child.pid))
				return true
			}
			if child != nil && ctx.Err() == nil { // not ready though alive: begin anew
				child.signal(syscall.SIGQUIT)
				<-child.gone
			}
		}
		if ctx.Err() != nil {
			return false
		}
		if text := err.Error(); text != said {
			c.options.Log(text + "; trying again")
			said = text
		}
		if sleep(ctx, wait) != nil {
			return false
		}
	}
}
