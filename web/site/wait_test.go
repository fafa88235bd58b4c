package site_test

// wait_test.go: how long tests wait for what another process does.

import "time"

const (
	wait = 30 * time.Second
	tick = 10 * time.Millisecond
)
