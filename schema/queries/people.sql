-- Who stands in for whom, who answers for what, with whom tasks rest.

-- name: OrganisationRevision :one
SELECT revision FROM organisation;

-- name: ChangeOrganisation :exec
-- The first thing of every change: whoever comes second waits here, and not
-- crosswise on rows and on the revision.
SELECT set_config('duban.by', @by::text, true), (SELECT revision FROM organisation FOR UPDATE);

-- name: Substitutions :many
SELECT * FROM substitutions ORDER BY person, valid_from, substitute;

-- name: PutSubstitutions :exec
INSERT INTO substitutions (person, substitute, valid_from, valid_to, reason)
SELECT r.person, r.substitute, r.valid_from, r.valid_to, r.reason
FROM json_populate_recordset(NULL::substitutions, @rows::json) r
ON CONFLICT (person, substitute, valid_from) DO UPDATE SET valid_to = excluded.valid_to, reason = excluded.reason;

-- name: EndSubstitutions :execrows
-- One that has not begun by then is taken back: it ends before it begins.
UPDATE substitutions SET valid_to = @last_day::date
WHERE person = @person AND substitute = @substitute AND valid_to > @last_day::date;

-- name: Areas :many
SELECT * FROM areas ORDER BY leader, unit, valid_from;

-- name: PutAreas :exec
INSERT INTO areas (leader, unit, valid_from, valid_to)
SELECT r.leader, r.unit, r.valid_from, r.valid_to FROM json_populate_recordset(NULL::areas, @rows::json) r
ON CONFLICT (leader, unit, valid_from) DO UPDATE SET valid_to = excluded.valid_to;

-- name: SetPosts :exec
INSERT INTO posts (person, unit, role, valid_from, valid_to)
SELECT r.person, r.unit, r.role, r.valid_from, r.valid_to FROM json_populate_recordset(NULL::posts, @rows::json) r
ON CONFLICT (person, unit, role, valid_from) DO UPDATE SET valid_to = excluded.valid_to;

-- name: EndPosts :execrows
UPDATE posts SET valid_to = @last_day::date
WHERE person = @person AND unit = @unit AND role = @role AND valid_to > @last_day::date;

-- name: OrganisationChanges :many
SELECT id, at, by, what, coalesce(before, 'null')::jsonb AS before, coalesce(after, 'null')::jsonb AS after
FROM organisation_changes WHERE id < @before_id ORDER BY id DESC LIMIT @batch::integer;

-- name: CasesNaming :many
-- The open cases in which something rests with a person: a task of a unit, the
-- leader's part, the assigner's.
SELECT t.case_id::text AS id FROM tasks t WHERE t.ended_at IS NULL AND t.person = @person AND t.unit = @unit
UNION
SELECT c.id FROM cases c WHERE c.ended_at IS NULL AND @leads::boolean AND c.lead_leader = @person
UNION
SELECT c.id FROM cases c WHERE c.ended_at IS NULL AND @gives::boolean AND c.assigner = @person
ORDER BY id;

-- name: RestingPlaces :many
-- With whom open tasks rest, and how many.
SELECT coalesce(holder_person, '')::text AS person, coalesce(holder_unit, '')::text AS unit, coalesce(holder_role, '')::text AS role,
    count(*)::integer AS tasks
FROM tasks WHERE ended_at IS NULL AND holder_role IS NOT NULL
GROUP BY 1, 2, 3 ORDER BY 2, 3, 1;

-- name: TasksWithoutHolder :many
SELECT t.case_id, t.no, t.role, t.unit, t.person, t.step, c.policy_kind, c.policy_version, c.office, c.lead_unit, c.force, c.lead_leader,
    c.assigner
FROM tasks t JOIN cases c ON c.id = t.case_id
WHERE t.ended_at IS NULL AND t.holder_role IS NULL
ORDER BY t.case_id, t.no LIMIT @batch::integer;

-- name: FillHolders :exec
UPDATE tasks t SET holder_person = n.holder_person, holder_unit = n.holder_unit, holder_role = n.holder_role
FROM json_populate_recordset(NULL::tasks, @rows::json) n
WHERE t.case_id = n.case_id AND t.no = n.no AND t.holder_role IS NULL;
