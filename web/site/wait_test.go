package site_test

// wait_test.go: how long tests wait for what another process does.

import "time"

const (
	wait = 3 * time.Minute // beyond a workflow's second try, on a busy machine
	tick = 10 * time.Millisecond
)
