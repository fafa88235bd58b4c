// Package crash is the proof by force: whole processes are killed at random
// while many cases are driven to their end, and afterwards nothing may be lost,
// doubled or invented. It holds tests only.
package crash
