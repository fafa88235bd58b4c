// Package postgres runs a private PostgreSQL cluster as a child process, from binaries that the
// system provides.
//
// What belongs here: finding the binaries, creating the cluster, starting, watching, adopting and
// stopping its server, roles and databases. What does not: any table (the schema packages own
// those) and anything that knows Temporal or the engine.
//
// A cluster is a folder:
//
//	data/        the cluster itself, made by initdb
//	socket/      its unix socket, for its owner alone
//	logs/        the server's own log, one file per weekday, overwritten a week later
//	startup.log  what the server said before its log began; the first place to look after a failed start
//
// The server listens on loopback only and every connection needs a password. It runs in a session
// of its own, so that Ctrl-C at a terminal reaches this program and not the database under it, and
// it outlives a SIGKILL of this program: the next start adopts it instead of fighting it.
package postgres
