package client

// client.go: making a client, waiting when asked to, refusals as errors.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Options of a client.
type Options struct {
	Language string        // of sentences: zh (default) or en
	HTTP     *http.Client  // nil: one that follows no redirect
	Timeout  time.Duration // how long that one waits for an answer; 0 = a minute
	Patience time.Duration // how long to wait in all when the server asks to; 0 = 30 s, negative = not at all
}

// Dial makes a client of a server, such as https://duban.example.org, with a
// person's token. It does not connect yet.
func Dial(server, token string, o Options) (*ClientWithResponses, error) {
	u, err := url.Parse(server)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, fmt.Errorf("%q is no address of a server", server)
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		return nil, errors.New("a token is not sent without TLS: use https")
	}
	if o.Timeout == 0 {
		o.Timeout = time.Minute
	}
	if o.HTTP == nil {
		o.HTTP = &http.Client{Timeout: o.Timeout, CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse // a token is for the server that was named
		}}
	}
	if o.Patience == 0 {
		o.Patience = 30 * time.Second
	}
	return NewClientWithResponses(strings.TrimRight(server, "/"), WithHTTPClient(&patient{o.HTTP, o.Patience}),
		WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
			r.Header.Set("Authorization", "Bearer "+token)
			if o.Language != "" {
				r.Header.Set("Accept-Language", o.Language)
			}
			return nil
		}))
}

func loopback(host string) bool { return host == "localhost" || host == "127.0.0.1" || host == "::1" }

// patient asks again when the server says when. A command is safe to repeat: its
// key makes it take effect once.
type patient struct {
	http     *http.Client
	patience time.Duration
}

// Do sends a request.
func (p *patient) Do(r *http.Request) (*http.Response, error) {
	left := p.patience
	for {
		res, err := p.http.Do(r)
		if err != nil || (res.StatusCode != http.StatusTooManyRequests && res.StatusCode != http.StatusServiceUnavailable) {
			return res, err
		}
		seconds, _ := strconv.Atoi(res.Header.Get("Retry-After")) // no number: nothing is said
		wait := time.Duration(seconds) * time.Second
		if wait <= 0 || wait > left || (r.Body != nil && r.GetBody == nil) {
			return res, nil
		}
		left -= wait
		_ = res.Body.Close()
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-r.Context().Done():
			timer.Stop()
			return nil, r.Context().Err()
		}
		if r.GetBody != nil {
			if r.Body, err = r.GetBody(); err != nil {
				return nil, err
			}
		}
	}
}

// Error gives the sentence of a refusal.
func (p *Problem) Error() string { return p.Detail }

// Check gives the problem that an answer reports, as an error of type [*Problem];
// nil when it went well.
func Check(res *http.Response, body []byte) error {
	if res.StatusCode < http.StatusMultipleChoices {
		return nil
	}
	var p Problem
	if err := json.Unmarshal(body, &p); err != nil || p.Code == "" {
		return fmt.Errorf("the server answered %s", res.Status)
	}
	return &p
}
