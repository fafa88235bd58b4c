// Command bench measures the engine against a bare Temporal workflow in one run
// on a fresh standalone, prints a table and writes bench/latest.json. Run it by
// make bench: it expects the environment that duban-standalone exec sets, and
// the worker program beside itself.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // the working calendar's zone, on machines without one

	"duban/codec"
	"duban/engine"
	"duban/schema"
	"duban/terminal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench is one run.
type bench struct {
	e       *engine.Engine
	cfg     engine.Config
	bin     string // folder of the programs
	scale   int    // divides the numbers of cases, for a quick look
	figures map[string]float64
}

func run(ctx context.Context) error {
	bare := flag.Bool("bare-worker", false, "host the bare workflow (started by the benchmark itself)")
	bin := flag.String("bin", "bin", "folder of the built programs")
	out := flag.String("out", "bench/latest.json", "where the figures are written")
	only := flag.String("only", "", "run only the parts whose name contains this, and write nothing")
	scale := flag.Int("scale", 1, "divide the numbers of cases by this, for a quick look")
	flag.Parse()
	if *bare {
		return hostBare(ctx)
	}
	if os.Getenv(engine.EnvDatabaseURL) == "" {
		return errors.New("no DATABASE_URL: run make bench, or duban-standalone exec --ephemeral -- bin/bench")
	}
	b, err := setup(ctx, *bin, *scale)
	if err != nil {
		return err
	}
	defer b.e.Close()
	for _, part := range []struct {
		name string
		run  func(context.Context) error
	}{
		{"lifecycles against the bare engine", b.lifecycles},
		{"import and dispatch", b.importAndDispatch},
		{"households", b.startHouseholds},
		{"restart", b.restart},
		{"storms", b.storms},
		{"monthly check", b.monthlyCheck},
		{"cost of tallies", b.talliesCost},
		{"pages at a million cases", b.pages},
		{"steps seen by a browser", b.stepsSeen},
	} {
		if !strings.Contains(part.name, *only) {
			continue
		}
		fmt.Fprintf(os.Stderr, "%s %s\n", time.Now().Format("15:04:05"), part.name)
		if err := part.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	b.show()
	if *only != "" {
		return nil
	}
	return b.write(*out)
}

func setup(ctx context.Context, bin string, scale int) (*bench, error) {
	ring, err := codec.NewRing(time.Now())
	if err != nil {
		return nil, err
	}
	if err := os.Setenv(engine.EnvKeys, ring.Text()); err != nil { // for the workers
		return nil, err
	}
	cfg, err := engine.FromEnvironment()
	if err != nil {
		return nil, err
	}
	e, err := engine.Open(ctx, cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	b := &bench{e: e, cfg: cfg, bin: bin, scale: scale, figures: map[string]float64{}}
	return b, schema.Migrate(ctx, e.Ledger.DB())
}

// n scales a number of cases.
func (b *bench) n(full int) int { return max(full/b.scale, 10) }

func (b *bench) show() {
	names := make([]string, 0, len(b.figures))
	for name := range b.figures {
		names = append(names, name)
	}
	sort.Strings(names)
	rows := make([][]any, len(names))
	for i, name := range names {
		rows[i] = []any{name, strconv.FormatFloat(b.figures[name], 'f', -1, 64)}
	}
	terminal.Table(os.Stdout, []string{"figure", "value"}, rows)
}

func (b *bench) write(path string) error {
	doc, err := json.MarshalIndent(b.figures, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(doc, '\n'), 0o644) //nolint:gosec // figures are for everybody to read
}

// round3 keeps three significant decimals.
func round3(v float64) float64 { return float64(int64(v*1000+0.5)) / 1000 }

func seconds(since time.Time) float64 { return round3(time.Since(since).Seconds()) }
