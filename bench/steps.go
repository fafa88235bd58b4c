package main

// steps.go: how long a click takes as a browser sees it: the form is sent, the
// step is in the ledger, the case's page is there again. Twenty a second, sent on
// time whether or not the ones before have ended.

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/schema"
	"duban/web/server"
	"duban/workflows"
)

const (
	stepsASecond = 20
	stepsFor     = 30 * time.Second
	stepsWarm    = 5 * time.Second
	stepCases    = 200
	stepLogin    = "bench.reporter"
)

func (b *bench) stepsSeen(ctx context.Context) error {
	worker, err := b.startWorker()
	if err != nil {
		return err
	}
	defer func() { _ = worker.stop() }() // measured already
	if err := b.stepOrganisation(ctx); err != nil {
		return err
	}
	if err := b.startStepCases(ctx); err != nil {
		return err
	}
	s, err := server.Start(server.Options{Engine: b.e, Log: slog.New(slog.DiscardHandler), Address: "127.0.0.1:0"})
	if err != nil {
		return err
	}
	defer func() { _ = s.Stop() }() // measured already
	browser, err := signedIn(s.URL, stepLogin)
	if err != nil {
		return err
	}
	took := &samples{took: map[string][]time.Duration{}}
	var group errgroup.Group
	began := time.Now()
	tick := time.NewTicker(time.Second / stepsASecond)
	defer tick.Stop()
	for n := 0; time.Since(began) < stepsWarm+stepsFor; n++ {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		warm := time.Since(began) < stepsWarm
		group.Go(func() error {
			sent := time.Now()
			if err := click(browser, s.URL, n); err != nil {
				return err
			}
			if !warm {
				took.add("step", time.Since(sent))
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	b.figures["step_seen_p50_ms"], b.figures["step_seen_p99_ms"] = took.quantile("step", .5), took.quantile("step", .99)
	return nil
}

// click sends one report of progress and waits for the page that follows.
func click(browser *http.Client, site string, n int) error {
	path := fmt.Sprintf("%s/cases/%s", site, stepCase(n%stepCases))
	answer, err := browser.PostForm(path+"/acts", url.Values{"id": {fmt.Sprintf("click-%d", n)}, "type": {"progress"}, "task": {"1"},
		"text": {"已完成部分点位"}, "percent": {fmt.Sprint(n / stepCases % 100)}})
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK || answer.Request.Method != http.MethodGet {
		return fmt.Errorf("a step was answered by %s", answer.Status)
	}
	return nil
}

func stepCase(n int) casework.CaseID { return casework.CaseID(fmt.Sprintf("step-%04d", n)) }

// stepOrganisation enters the county whose reporter clicks.
func (b *bench) stepOrganisation(ctx context.Context) error {
	rows := schema.OrganisationRows{
		Units:   []schema.Unit{{ID: caseworktest.County, Name: string(caseworktest.County), Kind: "county", Column: true}, {ID: caseworktest.OfficeUnit, Name: string(caseworktest.OfficeUnit), Kind: "office"}},
		Persons: []schema.Person{{ID: stepLogin, Name: "填报人"}},
		Posts:   []schema.PostRow{{Person: stepLogin, Post: casework.Post{Unit: caseworktest.County, Role: casework.PostReporter}}},
	}
	if err := b.e.Ledger.PutOrganisation(ctx, "bench", rows); err != nil {
		return err
	}
	return b.e.OpenDemoAccounts(ctx, pagePassword, time.Now())
}

// startStepCases starts cases that have been claimed on paper.
func (b *bench) startStepCases(ctx context.Context) error {
	policy := casework.DefaultPolicy(casework.KindMeasure)
	if _, err := b.e.Ledger.SavePolicy(ctx, caseworktest.Document(casework.KindMeasure)); err != nil {
		return err
	}
	dispatched := time.Now().AddDate(0, 0, -20)
	_, err := timed(stepCases, func(i int) error {
		opening := caseworktest.Opening(calendar.DateOf(time.Now(), time.UTC).AddMonths(6))
		opening.Carried = []casework.CarriedAct{{Type: casework.CommandDispatch, At: dispatched}, {Type: casework.CommandClaim, Task: 1, At: dispatched.AddDate(0, 0, 1)}}
		_, err := b.e.Client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: workflows.CaseWorkflowID(stepCase(i)), TaskQueue: b.e.Queue()},
			workflows.TypeRectifyMeasure, workflows.CaseInput{Case: stepCase(i), Policy: policy, Opening: opening})
		return err
	})
	if err != nil {
		return err
	}
	for i := range stepCases { // each is in the ledger before anybody clicks
		for {
			_, err := b.e.Ledger.State(ctx, stepCase(i))
			if err == nil {
				break
			}
			if casework.CodeOf(err) != casework.CodeNotFound {
				return err
			}
			if err := pauseFor(ctx, 50*time.Millisecond); err != nil {
				return err
			}
		}
	}
	return nil
}

// signedIn gives a browser in which somebody has signed in.
func signedIn(site, login string) (*http.Client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	browser := &http.Client{Jar: jar, Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: stepsASecond}}
	answer, err := browser.PostForm(site+"/sign-in", url.Values{"login": {login}, "password": {pagePassword}})
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return nil, err
	}
	if strings.Contains(answer.Request.URL.Path, "sign-in") {
		return nil, fmt.Errorf("%s does not come in", login)
	}
	return browser, nil
}
