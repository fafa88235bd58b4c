// Package casework holds the rules of supervision as pure functions: the case
// state machine, the policies that parametrise it, who may do what, the clocks
// and the ladder of escalation, and the figures of reports.
//
// The two entry points are [Decide] (a command and a state give events, or a
// refusal) and [State.Apply] (an event gives the next state). Same input, same
// output: nothing here reads a clock, a file, a database or the network, and no
// other package of the project is imported except casework's own parts
// (calendar, cron, wording). Anything that touches the world belongs in
// activities; anything that waits belongs in workflows.
package casework
