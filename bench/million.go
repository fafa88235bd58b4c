package main

// million.go: a ledger of a million cases in a database of its own, and fifty
// people who read it at once.

import (
	"context"
	_ "embed"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/engine"
	"duban/examples/city"
	"duban/schema"
)

const (
	million      = 1_000_000
	pageCases    = 2000 // whose pages are read: with events
	millionName  = "duban_million"
	millionPlan  = "P000"
	centreOffice = "市督办办公室"
	centre       = "市委市政府"
)

//go:embed million.sql
var millionSQL string

// millionLedger opens the database of a million cases and fills it, unless it is
// full from an earlier run on the same servers.
func (b *bench) millionLedger(ctx context.Context) (*engine.Engine, error) {
	cfg := b.cfg
	address, err := url.Parse(cfg.DatabaseURL)
	if err != nil {
		return nil, err
	}
	address.Path = "/" + millionName
	cfg.DatabaseURL = address.String()
	var there bool
	if err := b.e.Ledger.DB().QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", millionName).Scan(&there); err != nil {
		return nil, err
	}
	if !there {
		if _, err := b.e.Ledger.DB().ExecContext(ctx, "CREATE DATABASE "+millionName); err != nil {
			return nil, err
		}
	}
	e, err := engine.Open(ctx, cfg, slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		return nil, err
	}
	if err := schema.Migrate(ctx, e.Ledger.DB()); err != nil {
		return nil, err
	}
	var full bool
	if err := e.Ledger.DB().QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM plans WHERE id = 'P199')").Scan(&full); err != nil {
		return nil, err
	}
	if full {
		return e, nil
	}
	began := time.Now()
	if err := b.fill(ctx, e); err != nil {
		return nil, err
	}
	b.figures["million_seed_s"] = seconds(began)
	return e, nil
}

func (b *bench) fill(ctx context.Context, e *engine.Engine) error {
	if err := e.Ledger.PutOrganisation(ctx, "bench", cityRows()); err != nil {
		return err
	}
	if err := b.pageCases(ctx, e.Ledger); err != nil {
		return err
	}
	conn, err := e.Ledger.DB().Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	script := strings.ReplaceAll(millionSQL, "@cases", strconv.Itoa(b.n(million)))
	// The tallies are counted once, at the end; a lost benchmark is no loss.
	script = "SET synchronous_commit = off; SET statement_timeout = 0; SET work_mem = '256MB'; ALTER TABLE tasks DISABLE TRIGGER USER;\n" + script +
		"\nALTER TABLE tasks ENABLE TRIGGER USER;"
	if _, err := conn.ExecContext(ctx, script); err != nil {
		return fmt.Errorf("seeding: %w", err)
	}
	if _, err := conn.ExecContext(ctx, "ANALYSE; SELECT recount_tallies()"); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "VACUUM ANALYSE") // what autovacuum does in a night
	return err
}

// cityRows is the example city with an office, leaders and bureaus above it.
func cityRows() schema.OrganisationRows {
	file := city.Households(true)
	var rows schema.OrganisationRows
	put := func(id, parent string, kind casework.UnitKind, column bool) {
		rows.Units = append(rows.Units, schema.Unit{ID: casework.UnitID(id), Name: id, Parent: casework.UnitID(parent), Kind: kind, Column: column, Position: len(rows.Units)})
	}
	person := func(login, name, unit, role string) {
		rows.Persons = append(rows.Persons, schema.Person{ID: casework.PersonID(login), Name: name})
		rows.Posts = append(rows.Posts, schema.PostRow{Person: casework.PersonID(login), Post: casework.Post{Unit: casework.UnitID(unit), Role: casework.PostRole(role)}})
	}
	put(centre, "", "", false)
	put(centreOffice, centre, "office", false)
	for i := range 10 {
		person(fmt.Sprintf("ld%d", i), fmt.Sprintf("领导%d", i), centre, string(casework.PostLeader))
		person(fmt.Sprintf("bgs%d", i), fmt.Sprintf("办公室%d", i), centreOffice, string(casework.PostOffice))
	}
	for i := range 20 {
		bureau := fmt.Sprintf("市直第%02d局", i)
		put(bureau, centre, "bureau", true)
		person(fmt.Sprintf("hy%d", i), fmt.Sprintf("核验%d", i), bureau, string(casework.PostVerifier))
	}
	for _, u := range file.Units {
		parent := u.Parent
		if u.Column {
			parent = centre
		}
		put(u.Name, parent, u.Kind, u.Column)
	}
	known := map[string]bool{}
	for _, p := range file.Persons {
		if !known[p.Login] {
			known[p.Login] = true
			person(p.Login, p.Name, p.Unit, p.Role)
		}
	}
	return rows
}

// pageCases leads cases through the rules, with their events and chains: one a
// village, over and over.
func (b *bench) pageCases(ctx context.Context, l *schema.Ledger) error {
	policy := casework.DefaultPolicy(casework.KindMeasure)
	cal := caseworktest.Calendar()
	villages := villagesOf(cityRows())
	now := time.Now()
	today := calendar.DateOf(now, cal.Zone())
	var group errgroup.Group
	group.SetLimit(8)
	for i := range b.n(pageCases) {
		group.Go(func() error {
			unit := villages[i%len(villages)]
			opening := caseworktest.Opening(today.AddDays(i%120-20), unit)
			opening.Plan = millionPlan
			opening.Parties = casework.Parties{Office: centreOffice, LeadUnit: casework.UnitID(fmt.Sprintf("市直第%02d局", i%20)), LeadLeader: casework.PersonID(fmt.Sprintf("ld%d", i%10))}
			dispatched := now.AddDate(0, 0, -60)
			reporter := casework.Actor{Person: "reporter", Unit: unit, Role: casework.PostReporter}
			opening.Carried = []casework.CarriedAct{{Type: casework.CommandDispatch, At: dispatched}, {Type: casework.CommandClaim, Task: 1, At: dispatched.AddDate(0, 0, 1)}}
			s := &casework.State{Case: pageCase(i)}
			events, err := casework.Decide(policy, s, casework.Command{ID: "open", Type: casework.CommandOpen, Opening: opening}, casework.Facts{}, dispatched.AddDate(0, 0, 2))
			if err != nil {
				return err
			}
			for _, e := range events {
				if err := s.Apply(e); err != nil {
					return err
				}
			}
			if _, err := l.Record(ctx, activities.StepRows(s, policy, events, cal)); err != nil {
				return err
			}
			for n := range 6 {
				percent := 10 * (n + 1)
				c := casework.Command{ID: casework.CommandID(fmt.Sprintf("progress-%d", n)), Type: casework.CommandProgress, Task: 1, Percent: &percent,
					Text: "已完成部分点位的整改", By: casework.Requester{Person: reporter.Person, Posts: []casework.Post{reporter.Post()}}}
				events, err := casework.Decide(policy, s, c, casework.Facts{}, dispatched.AddDate(0, 0, 5+n*5))
				if err != nil {
					return err
				}
				for _, e := range events {
					if err := s.Apply(e); err != nil {
						return err
					}
				}
				if _, err := l.Record(ctx, activities.StepRows(s, policy, events, cal)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

func pageCase(i int) casework.CaseID { return casework.CaseID(fmt.Sprintf("page-%05d", i)) }

func villagesOf(rows schema.OrganisationRows) []casework.UnitID {
	var out []casework.UnitID
	for _, u := range rows.Units {
		if u.Kind == "village" {
			out = append(out, u.ID)
		}
	}
	return out
}
