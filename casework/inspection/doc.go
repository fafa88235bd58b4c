// Package inspection holds the rules of inspections (督查): quarterly and
// special ones and the look-back (回头看): when they remind, draw and close, who
// may inspect whom, how the sample is drawn, what the closing report counts.
//
// It is pure: no clock, no I/O, no randomness of its own. The seed of a draw
// comes in as an argument, recorded beforehand together with the digest of the
// list that it is drawn from.
package inspection
