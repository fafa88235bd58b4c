package schema_test

// inspections_test.go: an inspection in the ledger: seeded, drawn and reported
// once; what was drawn, seen and found cannot be changed.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/inspection"
	"duban/schema"
)

func (f *fixture) inspection(id string) schema.Inspection {
	f.Helper()
	in := schema.Inspection{ID: id, Kind: inspection.Special, Title: "安全饮水", Rules: inspection.Default(), OpenedBy: wang, Opened: f.at("2026-03-02"),
		Window: inspection.Window{From: day(f, "2026-03-02"), To: day(f, "2026-03-11")}, Filter: schema.InspectionFilter{Plan: "P2026", State: "open"}}
	opened, err := f.l.PutInspection(f.ctx(), in, inspection.DefaultDocument(), []inspection.Team{
		{No: 1, Unit: county, Leader: chen, Members: []casework.PersonID{li, zhao}}, {No: 2, Unit: bureau}})
	require.NoError(f, err)
	require.True(f, opened)
	return in
}

func TestInspectionFromSeedToReport(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	in := f.inspection("S-1")
	got, err := f.l.Inspection(f.ctx(), "S-1")
	require.NoError(t, err)
	in.State = schema.InspectionPlanned
	require.Equal(t, in, got)
	again := in
	again.Title = "another"
	opened, err := f.l.PutInspection(f.ctx(), again, inspection.DefaultDocument(), nil)
	require.NoError(t, err)
	require.False(t, opened, "opened once")
	teams, err := f.l.InspectionTeams(f.ctx(), "S-1")
	require.NoError(t, err)
	require.Equal(t, []inspection.Team{{No: 1, Unit: county, Leader: chen, Members: []casework.PersonID{li, zhao}}, {No: 2, Unit: bureau}}, teams)
	second := inspection.Team{No: 2, Unit: bureau, Leader: li, Members: []casework.PersonID{wang}}
	for range 2 {
		require.NoError(t, f.l.SetInspectionTeams(f.ctx(), "S-1", zhao, []inspection.Team{second}, casework.NoticeInspectionDrawn, f.at("2026-03-02")))
	}
	changes, err := f.l.InspectionTeamChanges(f.ctx(), "S-1")
	require.NoError(t, err)
	require.Equal(t, []schema.TeamChange{{At: f.at("2026-03-02").UTC(), By: zhao, Before: inspection.Team{No: 2, Unit: bureau}, After: second}}, changes,
		"the same again is no change")

	now := f.at("2026-03-03")
	list := []inspection.Candidate{{Case: "M-1", Task: 1, Unit: county, Stratum: "s"}, {Case: "M-2", Task: 1, Unit: bureau, Stratum: "s"}}
	require.NoError(t, f.l.SeedInspection(f.ctx(), "S-1", "seed", list, now))
	require.NoError(t, f.l.SeedInspection(f.ctx(), "S-1", "a better seed", list[:1], now))
	got, err = f.l.Inspection(f.ctx(), "S-1")
	require.NoError(t, err)
	require.Equal(t, "seed", got.Seed, "the seed is recorded once")
	require.Equal(t, inspection.DigestOf(list), got.Digest)
	kept, err := f.l.InspectionCandidates(f.ctx(), "S-1")
	require.NoError(t, err)
	require.Equal(t, list, kept)

	drawn := []inspection.Drawn{{Case: "M-1", Task: 1, Unit: county, Stratum: "s", Team: 1}}
	require.NoError(t, f.l.PutInspectionSample(f.ctx(), "S-1", drawn, now))
	require.NoError(t, f.l.PutInspectionSample(f.ctx(), "S-1", append(drawn, inspection.Drawn{Case: "M-2", Task: 1, Unit: bureau, Stratum: "s", Team: 2}), now))
	record := inspection.Record{Case: "M-1", Task: 1, By: li, At: now, Verdict: inspection.Contradicted, Text: "未通水", Location: "1 组",
		Evidence: []casework.Evidence{{ID: "e", Name: "e.jpg", Size: 3, SHA256: "00"}}}
	for range 2 {
		require.NoError(t, f.l.PutInspectionRecord(f.ctx(), "S-1", "key", record))
	}
	outside := record
	outside.Case = "M-2"
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(f.l.PutInspectionRecord(f.ctx(), "S-1", "k2", outside)), "only what was drawn")
	basis, err := f.l.InspectionBasis(f.ctx(), "S-1")
	require.NoError(t, err)
	require.Equal(t, drawn, basis.Drawn, "drawn once")
	require.Equal(t, []inspection.Stratum{{Name: "s", Of: 2, Drawn: 1}}, basis.Strata)
	require.Len(t, basis.Records, 1, "a repeated click records once")
	record.No, record.At = basis.Records[0].No, basis.Records[0].At
	require.Equal(t, record, basis.Records[0])
	finding := inspection.Finding{Record: record.No, Outcome: inspection.OutcomeReopened, Case: "M-1", Round: 2, Unit: county, Severity: "grave",
		Text: "反弹", Feedback: day(t, "2026-03-18"), Due: day(t, "2026-03-24"), By: li, At: now}
	for range 2 {
		require.NoError(t, f.l.PutInspectionFinding(f.ctx(), "S-1", finding))
	}

	count := func(b inspection.Basis) ([]byte, error) { return b.Report(f.cal.Zone()).Bytes(), nil }
	require.NoError(t, f.l.CloseInspection(f.ctx(), "S-1", now, count))
	report, err := f.l.InspectionReport(f.ctx(), "S-1")
	require.NoError(t, err)
	require.Equal(t, report.Digest, casework.HashBody(report.Body))
	require.Contains(t, string(report.Body), `"complete":true`)
	require.NoError(t, f.l.CloseInspection(f.ctx(), "S-1", now.Add(time.Hour), count))
	later, err := f.l.InspectionReport(f.ctx(), "S-1")
	require.NoError(t, err)
	require.Equal(t, report, later, "frozen")
	require.Equal(t, casework.CodeRefused, casework.CodeOf(f.l.PutInspectionRecord(f.ctx(), "S-1", "k3", record)))
	require.Equal(t, casework.CodeRefused, casework.CodeOf(f.l.PutInspectionFinding(f.ctx(), "S-1", finding)))
	require.Equal(t, casework.CodeRefused, casework.CodeOf(f.l.SetInspectionTeams(f.ctx(), "S-1", zhao, teams, casework.NoticeInspectionDrawn, now)))

	for _, change := range []string{
		"UPDATE inspections SET seed = 'mine'", "UPDATE inspections SET candidates_digest = ''", "UPDATE inspections SET rules = ''", "DELETE FROM inspections",
		"UPDATE inspection_candidates SET stratum = 'x'", "DELETE FROM inspection_sample", "UPDATE inspection_records SET verdict = 'confirmed'",
		"UPDATE inspection_team_changes SET by = 'x'", "DELETE FROM inspection_findings", "UPDATE inspection_reports SET body = ''", "TRUNCATE inspection_candidates",
	} {
		_, err := f.l.DB().Exec(change)
		require.ErrorContains(t, err, "refused", change)
	}
}

func TestTasksToInspect(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	f.acting("M-1", "2026-06-30", f.at("2026-03-02"))
	f.open("M-2", "2026-06-30", f.at("2026-03-02"), county, bureau)
	measures := []casework.Kind{casework.KindMeasure}
	got := func(kinds []casework.Kind, filter schema.InspectionFilter) (ids []casework.CaseID) {
		tasks, err := f.l.TasksToInspect(f.ctx(), kinds, filter, time.Time{})
		require.NoError(t, err)
		for _, task := range tasks {
			require.True(t, task.Open)
			ids = append(ids, task.Case)
		}
		return ids
	}
	require.Equal(t, []casework.CaseID{"M-1", "M-2", "M-2"}, got(measures, schema.InspectionFilter{}))
	require.Equal(t, []casework.CaseID{"M-1"}, got(measures, schema.InspectionFilter{Plan: "P2026", Stage: casework.StageAct}))
	require.Empty(t, got(measures, schema.InspectionFilter{State: "closed"}))
	require.Empty(t, got(measures, schema.InspectionFilter{Plan: "other"}))
	require.Empty(t, got([]casework.Kind{casework.KindFinding}, schema.InspectionFilter{}))
	back, err := f.l.CasesToLookBackOn(f.ctx(), "")
	require.NoError(t, err)
	require.Empty(t, back, "only closed cases are looked back on")
}
