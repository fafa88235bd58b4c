package postgres

// The life of a cluster from the caller's point of view.

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"duban/standalone/loopback"
)

// Options say where a cluster lives and how it is run.
type Options struct {
	// Folder holds the cluster; its parent must exist. Absolute.
	Folder string
	// Passwords is the file with the roles' passwords, made on first use. Absolute.
	Passwords string
	// Port is preferred when it is free, so that addresses stay the same from start to start.
	Port int
	// Ephemeral clusters end with the process that started them, even when that is killed.
	Ephemeral bool
	// Log takes one short sentence at a time for the person at the terminal.
	Log func(string)
}

// Cluster is a running, supervised server. Make one with Start.
type Cluster struct {
	options   Options
	account   account
	binaries  Binaries
	passwords *passwords
	root      string // real folder of the cluster
	data      string
	socketDir string // empty when its path would be too long for a unix socket
	logDir    string

	supervision context.Context
	cancel      context.CancelFunc
	done        chan struct{} // the supervisor has ended

	mu      sync.Mutex
	current *process
	port    int
}

// A unix socket's full name must fit into 104 bytes (108 on Linux), and PostgreSQL adds this.
const longestSocketDir = 103 - len("/.s.PGSQL.65535")

// Start brings the cluster up, creating it when there is none, and keeps it up until Stop: a
// server that dies is started again. A server that is still alive from an earlier run is adopted.
//
// Errors are one sentence that says what is wrong, where, and what to do. Nothing that exists is
// changed or removed to get a start through, but for the lock file of a server that is dead.
func Start(ctx context.Context, options Options) (*Cluster, error) {
	c := &Cluster{options: options, done: make(chan struct{})}
	if err := c.prepare(); err != nil {
		return nil, err
	}
	adopted, err := c.takeOver(ctx)
	if err != nil {
		return nil, err
	}
	if adopted == nil {
		child, err := c.startServer(ctx)
		if err != nil {
			if child != nil {
				child.signal(syscall.SIGINT)
				<-child.gone
			}
			return nil, err
		}
	}
	c.supervision, c.cancel = context.WithCancel(context.WithoutCancel(ctx))
	go c.supervise()
	return c, nil
}

// prepare finds everything a start needs and creates the cluster when there is none.
func (c *Cluster) prepare() (err error) {
	if c.account, err = serverAccount(); err != nil {
		return err
	}
	if c.root, err = place(c.account, c.options.Folder, c.options.Log); err != nil {
		return err
	}
	c.data, c.logDir = filepath.Join(c.root, "data"), filepath.Join(c.root, "logs")
	if socketDir := filepath.Join(c.root, "socket"); len(socketDir) <= longestSocketDir {
		c.socketDir = socketDir
	}
	major, err := clusterMajor(c.data)
	if err != nil {
		return err
	}
	if c.binaries, err = Locate(major); err != nil {
		if errors.Is(err, ErrOtherMajor) {
			return fmt.Errorf("%s: %w", c.data, err)
		}
		return err
	}
	if err := checkSpace(c.root); err != nil {
		return err
	}
	for _, dir := range []string{c.logDir, c.socketDir} {
		if dir == "" {
			continue
		}
		if err := c.account.mkdir(dir); err != nil {
			return err
		}
	}
	if c.passwords, err = loadPasswords(c.options.Passwords, major != 0); err != nil {
		return err
	}
	if major != 0 {
		return nil
	}
	c.options.Log(fmt.Sprintf("PostgreSQL: creating a private cluster in %s (version %d)", c.data, c.binaries.Major))
	password, err := c.passwords.of(Superuser)
	if err != nil {
		return err
	}
	return create(c.account, c.binaries, c.root, c.data, password)
}

// startServer starts the server as a child and waits until it takes connections. A port that
// somebody grabs in the moment between our check and the server's start is given up for another.
// Memory that backends of a killed server still hold, though they can no longer be seen at work on
// the cluster, is waited for.
func (c *Cluster) startServer(ctx context.Context) (*process, error) {
	said, lostPorts := 0, 0
	patience := time.Now().Add(orphanLimit)
	for {
		port, err := loopback.Choose("PostgreSQL", "", 0, c.options.Port)
		if err != nil {
			return nil, err
		}
		if port != said {
			c.options.Log("PostgreSQL: starting on " + loopback.Address(port))
			said = port
		}
		child, err := c.launch(ctx, port)
		switch {
		case errors.Is(err, loopback.ErrInUse) && lostPorts < 5:
			lostPorts++
		case errors.Is(err, errStillUsed) && time.Now().Before(patience):
			if err := sleep(ctx, 100*time.Millisecond); err != nil {
				return nil, err
			}
		default:
			return child, err
		}
	}
}

// launch makes one attempt to start the server on the port.
func (c *Cluster) launch(ctx context.Context, port int) (*process, error) {
	child, err := c.spawn(port)
	if err != nil {
		return nil, err
	}
	c.set(child, port)
	if err := c.waitReady(ctx, child); err != nil {
		return child, err
	}
	return child, nil
}

// Stop ends supervision and shuts the server down cleanly (PostgreSQL's fast shutdown: open
// transactions are rolled back, everything committed is written out). When ctx ends first, the
// server is told to end at once; the next start then recovers from its log, losing nothing.
func (c *Cluster) Stop(ctx context.Context) error {
	c.cancel()
	<-c.done
	server := c.server()
	server.signal(syscall.SIGINT)
	select {
	case <-server.gone:
		return nil
	case <-ctx.Done():
	}
	server.signal(syscall.SIGQUIT)
	select {
	case <-server.gone:
		return fmt.Errorf("PostgreSQL did not shut down in time and was ended at once; its next start will recover from its log")
	case <-time.After(10 * time.Second):
		return fmt.Errorf("PostgreSQL (process %d) does not end: look into %s", server.pid, c.logDir)
	}
}

// Port is where the server listens on loopback.
func (c *Cluster) Port() int { c.mu.Lock(); defer c.mu.Unlock(); return c.port }

// Address is host:port of the server.
func (c *Cluster) Address() string { return loopback.Address(c.Port()) }

// PID is the server's process at this moment; after a crash it is another one.
func (c *Cluster) PID() int { return c.server().pid }

// SocketDir is the folder of the server's unix socket, empty when it has none.
func (c *Cluster) SocketDir() string { return c.socketDir }

// URL is the address of a database for one of the cluster's roles, password included.
func (c *Cluster) URL(role, database string) (string, error) {
	password, err := c.passwords.of(role)
	if err != nil {
		return "", err
	}
	address := url.URL{Scheme: "postgres", User: url.UserPassword(role, password),
		Host: loopback.Address(c.Port()), Path: "/" + database, RawQuery: "sslmode=disable"}
	return address.String(), nil
}

// Password is the password of one of the cluster's roles.
func (c *Cluster) Password(role string) (string, error) { return c.passwords.of(role) }

func (c *Cluster) server() *process { c.mu.Lock(); defer c.mu.Unlock(); return c.current }

func (c *Cluster) set(p *process, port int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.current, c.port = p, port
}

// LastPort is the port the cluster in folder used when it ran last, 0 when it never did.
func LastPort(folder string) int {
	text, err := os.ReadFile(filepath.Join(folder, "data", "postmaster.opts"))
	if err != nil {
		return 0
	}
	match := portOption.FindSubmatch(text)
	if match == nil {
		return 0
	}
	port, _ := strconv.Atoi(string(match[1])) // digits by the pattern
	return port
}
