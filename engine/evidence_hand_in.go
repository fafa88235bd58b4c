package engine

// evidence_hand_in.go: files that have come in become evidence by an act; what the
// store holds already need not come in again.

import (
	"context"
	"slices"

	"duban/casework"
	"duban/evidence"
	"duban/schema"
	"duban/workflows"
)

// ActWith hands uploads of the person's own in with a command. A command that took
// effect already is not given again: its uploads are gone.
func (v *Viewer) ActWith(ctx context.Context, id casework.CaseID, cmd casework.Command, uploads []string) (workflows.ActResult, error) {
	if len(uploads) == 0 {
		return v.Act(ctx, id, cmd)
	}
	state, err := v.See(ctx, id)
	if err != nil {
		return workflows.ActResult{}, err
	}
	if _, took := state.Took(cmd.ID); !took {
		pieces, err := v.HandIn(ctx, id, uploads)
		if err != nil {
			return workflows.ActResult{}, err
		}
		cmd.Evidence = append(slices.Clip(cmd.Evidence), pieces...)
	}
	res, err := v.Act(ctx, id, cmd)
	if err != nil {
		return res, err
	}
	if err := v.HandedIn(context.WithoutCancel(ctx), uploads); err != nil {
		v.e.logger().Warn("uploads not cleared away", "case", id, "error", err) // the step stands; they go by themselves
	}
	return res, nil
}

// HandIn gives uploads of the person's own as a command's evidence.
func (v *Viewer) HandIn(ctx context.Context, id casework.CaseID, uploads []string) ([]casework.Evidence, error) {
	out := make([]casework.Evidence, 0, len(uploads))
	for _, key := range uploads {
		u, err := v.Upload(ctx, id, key)
		if err != nil {
			return nil, err
		}
		if u.SHA256 == "" {
			return nil, casework.Errorf(casework.CodeRefused, "refused.evidence_pending", u.Name)
		}
		piece := casework.Evidence{ID: u.SHA256[:16], Name: u.Name, Size: u.Size, SHA256: u.SHA256}
		if !slices.ContainsFunc(out, func(e casework.Evidence) bool { return e.ID == piece.ID }) {
			out = append(out, piece)
		}
	}
	return out, nil
}

// HandedIn forgets uploads that an act has handed in: the ledger holds them now.
func (v *Viewer) HandedIn(ctx context.Context, uploads []string) error {
	for _, key := range uploads {
		if err := v.e.Ledger.DropUpload(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

// Offer begins sending in a file whose digest the sender names ("" for none). What
// the store holds and the person has had in their hands is complete at once.
func (v *Viewer) Offer(ctx context.Context, id casework.CaseID, name string, size int64, sum string) (schema.Upload, error) {
	if u, done, err := v.again(ctx, id, name, size, sum); done || err != nil {
		return u, err
	}
	return v.StartUpload(ctx, id, name, size)
}

// SendOnce is [Viewer.Send] of a file whose digest the sender names: what [Viewer.Offer]
// would complete at once is not read from its sender.
func (v *Viewer) SendOnce(ctx context.Context, id casework.CaseID, name string, size int64, sum string, from evidence.Source) (schema.Upload, error) {
	if u, done, err := v.again(ctx, id, name, size, sum); done || err != nil {
		return u, err
	}
	return v.Send(ctx, id, name, size, from)
}

// again makes an upload of content that the store holds, if the person may have it:
// it is looked at and scanned like any other, under its new name.
func (v *Viewer) again(ctx context.Context, id casework.CaseID, name string, size int64, sum string) (u schema.Upload, done bool, err error) {
	if !evidence.Digest(sum) {
		return u, false, nil
	}
	if err := v.gathers(ctx, id); err != nil {
		return u, false, err
	}
	name = evidence.CleanName(name)
	ready, err := v.Ready(ctx, id)
	if err != nil {
		return u, false, err
	}
	if at := slices.IndexFunc(ready, func(r schema.Upload) bool { return r.SHA256 == sum && r.Name == name }); at >= 0 {
		return ready[at], true, nil // sent in before, and the act was refused
	}
	files, err := v.e.Ledger.EvidenceFiles(ctx, []string{sum})
	if err != nil || files[sum].Size != size {
		return u, false, err
	}
	if had, err := v.had(ctx, id, sum); err != nil || !had {
		return u, false, err
	}
	store, err := v.e.store()
	if err != nil {
		return u, false, err
	}
	u, err = v.send(ctx, id, name, size, store.Kept(sum), false)
	if casework.CodeOf(err) == casework.CodeNotFound {
		return u, false, nil // the store has lost it: it comes in again
	}
	return u, err == nil, err
}

// mostHolding is how many cases are looked at for one that the person sees.
const mostHolding = 20

// had tells whether the person has had content in their hands: they sent it in, or
// may look at it in a case that holds it. A digest alone proves nothing: whoever knows
// one would read by it what another unit handed in, or what was photographed in a home.
func (v *Viewer) had(ctx context.Context, id casework.CaseID, sum string) (bool, error) {
	own, err := v.e.Ledger.HasUploaded(ctx, v.By.Person, sum)
	if own || err != nil {
		return own, err
	}
	cases, err := v.e.Ledger.CasesHolding(ctx, sum, id, mostHolding)
	if err != nil {
		return false, err
	}
	for _, c := range cases {
		events, err := v.e.Ledger.Events(ctx, c)
		if err != nil {
			return false, err
		}
		s, err := schema.StateOf(c, events)
		if err != nil {
			return false, err
		}
		if v.Sight.See(s, v.By.Person) != nil {
			continue
		}
		list, err := v.Evidence(ctx, s, events)
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(list, func(p Piece) bool { return p.SHA256 == sum && p.Closed == nil }) {
			return true, nil
		}
	}
	return false, nil
}

// claims refuses what would be forgotten, because the command keeps no evidence, and
// a digest of content that the store holds and the person never had.
func (v *Viewer) claims(ctx context.Context, id casework.CaseID, cmd *casework.Command) error {
	pieces := cmd.Evidence
	if len(pieces) == 0 {
		return nil
	}
	if !cmd.Type.TakesEvidence() {
		return casework.Errorf(casework.CodeInvalid, "invalid.evidence_here")
	}
	sums := make([]string, len(pieces))
	for i, p := range pieces {
		sums[i] = p.SHA256
	}
	files, err := v.e.Ledger.EvidenceFiles(ctx, sums)
	if err != nil {
		return err
	}
	for _, p := range pieces {
		if _, here := files[p.SHA256]; !here {
			continue
		}
		had, err := v.had(ctx, id, p.SHA256)
		if err != nil {
			return err
		}
		if !had {
			return casework.Errorf(casework.CodeRefused, "refused.evidence_unsent", p.Name)
		}
	}
	return nil
}
