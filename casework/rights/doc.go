// Package rights says who may do what, as a table that the authoriser itself
// computes: every role of a post × every command × every relation between the
// post and a case. docs/who-may-what.md and the pages show it. Nothing is decided
// here.
package rights
