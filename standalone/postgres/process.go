package postgres

// One run of the server: a child of ours, or one that an earlier run of this program left behind.

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// process is a running server. gone is closed when it has ended.
type process struct {
	pid     int
	started time.Time
	gone    chan struct{}
}

// spawn starts the server of the cluster as a child.
func (c *Cluster) spawn(port int) (*process, error) {
	if err := writeSettings(c.account, c.data, c.socketDir, c.logDir, walCompression(c.account, c.binaries, c.data)); err != nil {
		return nil, err
	}
	output, err := os.OpenFile(c.startupLog(), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer output.Close()

	cmd := c.account.command(c.data, c.binaries.Path("postgres"), "-D", c.data, "-p", strconv.Itoa(port))
	cmd.Stdout, cmd.Stderr = output, output
	if c.options.Ephemeral {
		dieWithParent(cmd.SysProcAttr)
	}
	child := &process{started: time.Now(), gone: make(chan struct{})}
	result := make(chan error)
	go func() {
		// The kernel ties the parent's death to the thread that started the child.
		runtime.LockOSThread()
		err := cmd.Start()
		if err == nil {
			child.pid = cmd.Process.Pid
		}
		result <- err
		if err == nil {
			_ = cmd.Wait() // the log tells why it ended, the status does not
			close(child.gone)
		}
	}()
	if err := <-result; err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	return child, nil
}

// adopt watches a server that is not our child.
func (c *Cluster) adopt(pid int) *process {
	adopted := &process{pid: pid, started: time.Now(), gone: make(chan struct{})}
	go func() {
		defer close(adopted.gone)
		for alive(pid) && belongs(pid, c.data) {
			time.Sleep(100 * time.Millisecond)
		}
	}()
	return adopted
}

func (p *process) ended() bool {
	select {
	case <-p.gone:
		return true
	default:
		return false
	}
}

// signal ignores that the process may have ended meanwhile: whoever signals waits for that.
func (p *process) signal(s syscall.Signal) {
	if !p.ended() {
		_ = syscall.Kill(p.pid, s)
	}
}

func (c *Cluster) startupLog() string { return filepath.Join(c.root, "startup.log") }
