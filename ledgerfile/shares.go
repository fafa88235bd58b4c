package ledgerfile

// shares.go: the units of a row get their shares of the measure.

import "strconv"

// units gives each unit of the row its share.
func (a *assembly) units(l *line, d *draft) error {
	if a.shares > a.lim.Shares {
		return refuse("file_too_many_shares", strconv.Itoa(a.lim.Shares))
	}
	f := fieldUnit
	if l.t.has(fieldClaimUnit) {
		if c := l.get(fieldClaimUnit); !c.blank() {
			f = fieldClaimUnit
		}
	}
	units := l.names(f)
	if len(units) == 0 {
		l.required(f)
		return nil
	}
	s := l.state(a.asOf)
	s.Cell = l.place(f)
	if !a.deadline(l, d, &s) {
		return nil
	}
	uc := l.get(f)
	for _, unit := range units {
		if i, twice := d.shareOf[unit]; twice {
			if uc.filled {
				a.more(l, &d.m.Shares[i], &s)
				continue
			}
			l.report(Error, "unit_twice", f, d.m.No, unit, d.m.Shares[i].Cell.String())
			continue
		}
		a.shares++
		a.entries += len(s.Progress)
		if a.shares > a.lim.Shares || a.entries > 5*a.lim.Shares {
			return refuse("file_too_many_shares", strconv.Itoa(a.lim.Shares))
		}
		s.Unit = unit
		if len(units) > 1 { // each its own
			s.Progress = append([]Progress(nil), s.Progress...)
		}
		d.shareOf[unit] = len(d.m.Shares)
		d.m.Shares = append(d.m.Shares, s)
	}
	return nil
}

// deadline completes a share's deadline: its own, or the measure's.
func (a *assembly) deadline(l *line, d *draft, s *Share) bool {
	dl, given := l.deadline()
	switch {
	case given:
		s.Deadline = dl
		if dl.Kind == "" {
			return false // reported
		}
	case d.m.Deadline.Kind != "":
		s.Deadline = d.m.Deadline
	default:
		l.required(fieldDeadline)
		return false
	}
	if d.m.Deadline.Kind == "" {
		d.m.Deadline, d.m.OriginalDue = s.Deadline, s.OriginalDue
	}
	return true
}

// more adds a further row of the same unit: a progress entry, or dates that
// the rows before had left blank.
func (a *assembly) more(l *line, s, add *Share) {
	if c := l.get(fieldProgress); !c.filled && len(s.Progress) < maxNamesInCell {
		s.Progress = append(s.Progress, add.Progress...)
		a.entries += len(add.Progress)
	}
	now := add.milestones()
	for i, m := range s.milestones() {
		switch {
		case now[i].at.IsZero() || *now[i].at == *m.at:
		case m.at.IsZero():
			*m.at = *now[i].at
		default:
			l.report(Error, "contradiction", m.field, writeDate(*m.at), s.Cell.String())
		}
	}
	if s.Claim == Unclaimed {
		s.Claim, s.Reason = add.Claim, add.Reason
	}
}
