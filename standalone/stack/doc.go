// Package stack brings up everything the engine needs, as one tree: a private PostgreSQL cluster,
// a Temporal server on it, and Temporal's web interface.
//
// What belongs here: the folder, its lock, the order of start and stop, and the file by which
// other programs find a running tree. What does not: the engine's migrations and workers, which
// come on top and are started by the command.
//
// The folder:
//
//	lock            held while a tree runs; one tree per folder
//	running.json    where the running tree listens, see Running; gone after a clean stop
//	passwords.json  of the database roles
//	postgres/       the cluster, or a link to it, see package postgres
//	logs/           temporal.log, rotated
package stack
