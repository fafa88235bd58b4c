-- Inspections.

-- name: PutInspection :execrows
INSERT INTO inspections (id, kind, title, state, from_on, to_on, rules_version, rules, filter, opened_by, opened_at)
VALUES (@id, @kind, @title, 'planned', @from_on, @to_on, @rules_version, @rules, @filter, @opened_by, @opened_at)
ON CONFLICT (id) DO NOTHING;

-- name: Inspection :one
SELECT * FROM inspections WHERE id = @id;

-- name: Inspections :many
SELECT * FROM inspections ORDER BY from_on DESC, id;

-- name: OpenInspections :many
SELECT id FROM inspections WHERE state IN ('planned', 'drawn') ORDER BY id;

-- name: CancelInspection :exec
UPDATE inspections SET state = 'cancelled', cancelled_by = @by::text, cancel_reason = @reason, cancelled_at = @at::timestamptz
WHERE id = @id;

-- name: LockInspection :one
SELECT * FROM inspections WHERE id = @id FOR UPDATE;

-- name: SeedInspection :exec
UPDATE inspections SET seed = @seed, candidates_digest = @digest, seeded_at = @at::timestamptz WHERE id = @id;

-- name: MarkInspectionDrawn :exec
UPDATE inspections SET state = 'drawn', drawn_at = @at::timestamptz WHERE id = @id AND state = 'planned';

-- name: MarkInspectionClosed :exec
UPDATE inspections SET state = 'closed', closed_at = @at::timestamptz WHERE id = @id AND state <> 'closed';

-- name: InspectionTeams :many
SELECT * FROM inspection_teams WHERE inspection = @inspection ORDER BY no;

-- name: InspectionMembers :many
SELECT * FROM inspection_members WHERE inspection = @inspection ORDER BY team, person;

-- name: PutInspectionTeams :exec
INSERT INTO inspection_teams (inspection, no, unit, leader)
SELECT r.inspection, r.no, r.unit, r.leader FROM json_populate_recordset(NULL::inspection_teams, @rows::json) r
ON CONFLICT (inspection, no) DO UPDATE SET leader = excluded.leader;

-- name: DropInspectionMembers :exec
DELETE FROM inspection_members WHERE inspection = @inspection AND team = ANY (@teams::integer[]);

-- name: PutInspectionMembers :exec
INSERT INTO inspection_members (inspection, team, person)
SELECT r.inspection, r.team, r.person FROM json_populate_recordset(NULL::inspection_members, @rows::json) r
ON CONFLICT DO NOTHING;

-- name: PutInspectionTeamChange :one
INSERT INTO inspection_team_changes (inspection, at, by, before, after) VALUES (@inspection, @at, @by, @before, @after)
RETURNING id;

-- name: InspectionTeamChanges :many
SELECT * FROM inspection_team_changes WHERE inspection = @inspection ORDER BY id;

-- name: PutInspectionCandidates :exec
INSERT INTO inspection_candidates (inspection, case_id, task, unit, stratum, share)
SELECT r.inspection, r.case_id, r.task, r.unit, r.stratum, r.share
FROM json_populate_recordset(NULL::inspection_candidates, @rows::json) r;

-- name: InspectionCandidates :many
SELECT * FROM inspection_candidates WHERE inspection = @inspection ORDER BY case_id, task;

-- name: InspectionStrata :many
SELECT c.stratum, count(*)::integer AS of, count(s.case_id)::integer AS drawn
FROM inspection_candidates c
    LEFT JOIN inspection_sample s ON s.inspection = c.inspection AND s.case_id = c.case_id AND s.task = c.task
WHERE c.inspection = @inspection
GROUP BY c.stratum ORDER BY c.stratum COLLATE "C";

-- name: PutInspectionSample :exec
INSERT INTO inspection_sample (inspection, case_id, task, unit, stratum, team)
SELECT r.inspection, r.case_id, r.task, r.unit, r.stratum, r.team
FROM json_populate_recordset(NULL::inspection_sample, @rows::json) r
ON CONFLICT DO NOTHING;

-- name: InspectionSample :many
SELECT * FROM inspection_sample WHERE inspection = @inspection ORDER BY team, case_id, task;

-- name: PutInspectionRecord :execrows
INSERT INTO inspection_records (key, inspection, case_id, task, by, at, verdict, text, location, evidence)
SELECT r.key, r.inspection, r.case_id, r.task, r.by, r.at, r.verdict, r.text, r.location, r.evidence
FROM json_populate_record(NULL::inspection_records, @row::json) r
ON CONFLICT (key) DO NOTHING;

-- name: InspectionRecordByKey :one
SELECT * FROM inspection_records WHERE key = @key;

-- name: InspectionRecords :many
SELECT * FROM inspection_records WHERE inspection = @inspection ORDER BY no;

-- name: PutInspectionFinding :exec
INSERT INTO inspection_findings (inspection, record, outcome, case_id, round, unit, severity, text, feedback_by, due_on, by, at)
SELECT r.inspection, r.record, r.outcome, r.case_id, r.round, r.unit, r.severity, r.text, r.feedback_by, r.due_on, r.by, r.at
FROM json_populate_record(NULL::inspection_findings, @row::json) r
ON CONFLICT DO NOTHING;

-- name: InspectionFindings :many
SELECT * FROM inspection_findings WHERE inspection = @inspection ORDER BY record, at, case_id;

-- name: FindingRecords :many
-- The records that led to a case: its findings.
SELECT r.inspection, r.case_id, r.by, r.at, r.evidence FROM inspection_records r
WHERE r.no IN (SELECT f.record FROM inspection_findings f WHERE f.case_id = @case_id) AND r.evidence <> '[]' ORDER BY r.no;

-- name: InspectsCase :one
-- Is somebody in a team that is to look at a case in an inspection under way?
SELECT EXISTS (SELECT FROM inspections i JOIN inspection_sample s ON s.inspection = i.id
    JOIN inspection_teams t ON t.inspection = i.id AND t.no = s.team
    WHERE i.state = 'drawn' AND s.case_id = @case_id AND (t.leader = @person::text OR EXISTS (
        SELECT FROM inspection_members m WHERE m.inspection = i.id AND m.team = t.no AND m.person = @person::text)))::boolean;

-- name: PutInspectionReport :exec
INSERT INTO inspection_reports (inspection, as_of, body, digest) VALUES (@inspection, @as_of, @body, @digest)
ON CONFLICT (inspection) DO NOTHING;

-- name: InspectionReport :one
SELECT * FROM inspection_reports WHERE inspection = @inspection;

-- name: PutNotices :exec
-- Notices of rounds and inspections: about no event and no slip.
INSERT INTO notices (key, case_id, task, kind, person, unit, role, created_at)
SELECT r.key, r.case_id, 0, r.kind, r.person, r.unit, r.role, r.created_at
FROM json_populate_recordset(NULL::notices, @rows::json) r
ON CONFLICT (key) DO NOTHING;

-- name: TasksToInspect :many
-- Open tasks, and those closed since a moment.
SELECT t.case_id, t.no, t.unit, t.outcome, coalesce(t.clock, 'null')::jsonb AS clock, c.policy_kind, c.policy_version
FROM tasks t JOIN cases c ON c.id = t.case_id
WHERE NOT c.cancelled AND c.kind = ANY (@kinds::text[])
    AND ((@open::boolean AND t.outcome = 'open') OR (@closed::boolean AND t.outcome = 'closed' AND t.ended_at >= @since::timestamptz))
    AND (@plan::text = '' OR t.plan = @plan::text)
    AND (@stage::text = '' OR t.stage = @stage::text)
ORDER BY t.case_id, t.no;

-- name: CasesToLookBackOn :many
-- Closed cases that nobody has looked back on in this round, with the first of
-- the tasks that were closed. Each stands in one draw: passed over by the lot, it
-- is not drawn from again, or the share that a policy asks for would in the end
-- become everything. One that was drawn and never looked at stands in the next, and
-- so does everything of a draw that was called off.
SELECT c.id AS case_id, c.ended_at, c.policy_kind, c.policy_version, t.no, t.unit
FROM cases c JOIN LATERAL (
    SELECT no, unit FROM tasks WHERE case_id = c.id AND outcome = 'closed' ORDER BY no LIMIT 1
) t ON true
WHERE c.ended_at IS NOT NULL AND NOT c.cancelled AND (@plan::text = '' OR c.plan = @plan::text)
    AND NOT EXISTS (SELECT FROM events e WHERE e.case_id = c.id AND e.type = 'looked_back' AND e.round = c.round)
    AND NOT EXISTS (
        SELECT FROM inspection_candidates k JOIN inspections i ON i.id = k.inspection
            LEFT JOIN inspection_sample s ON s.inspection = k.inspection AND s.case_id = k.case_id AND s.task = k.task
        WHERE k.case_id = c.id AND i.kind = 'look_back' AND i.state <> 'cancelled' AND i.seeded_at >= c.ended_at AND (s.case_id IS NULL OR i.state <> 'closed'))
ORDER BY c.id;

-- name: InspectionTexts :many
-- What the tasks of a sample are about.
SELECT t.case_id, t.no, coalesce(nullif(t.title, ''), m.text, mt.title, hh.head, '')::text AS text
FROM inspection_sample s JOIN tasks t ON t.case_id = s.case_id AND t.no = s.task
    LEFT JOIN measures m ON m.case_id = t.case_id
    LEFT JOIN matters mt ON mt.case_id = t.case_id
    LEFT JOIN households hh ON hh.case_id = t.case_id
WHERE s.inspection = @inspection;
