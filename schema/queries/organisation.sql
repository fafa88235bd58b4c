-- Units, persons, posts, task forces.

-- name: Units :many
SELECT * FROM units ORDER BY position, id;

-- name: Persons :many
SELECT * FROM persons ORDER BY id;

-- name: AllPosts :many
SELECT * FROM posts ORDER BY person, unit, role, valid_from;

-- name: Forces :many
SELECT * FROM task_forces ORDER BY id;

-- name: ForceMembers :many
SELECT * FROM task_force_members ORDER BY force, unit;

-- name: PutUnits :exec
INSERT INTO units (id, name, parent_id, kind, is_column, position, households)
SELECT r.id, r.name, r.parent_id, r.kind, r.is_column, r.position, coalesce(r.households, 0)
FROM json_populate_recordset(NULL::units, @rows::json) r
ON CONFLICT (id) DO UPDATE SET name = excluded.name, parent_id = excluded.parent_id, kind = excluded.kind,
    is_column = excluded.is_column, position = excluded.position,
    households = CASE WHEN excluded.households > 0 THEN excluded.households ELSE units.households END;

-- name: PutPersons :exec
INSERT INTO persons (id, name)
SELECT r.id, r.name FROM json_populate_recordset(NULL::persons, @rows::json) r
ON CONFLICT (id) DO UPDATE SET name = excluded.name;

-- name: PutPosts :exec
-- Of a plan's file: it knows that somebody held a post, not that they still do. One
-- that has ended stays ended.
INSERT INTO posts (person, unit, role, valid_from, valid_to)
SELECT r.person, r.unit, r.role, r.valid_from, r.valid_to FROM json_populate_recordset(NULL::posts, @rows::json) r
ON CONFLICT (person, unit, role, valid_from) DO NOTHING;

-- name: PutForces :exec
INSERT INTO task_forces (id, name, leader, lead_unit)
SELECT r.id, r.name, r.leader, r.lead_unit FROM json_populate_recordset(NULL::task_forces, @rows::json) r
ON CONFLICT (id) DO UPDATE SET name = excluded.name, leader = excluded.leader, lead_unit = excluded.lead_unit;

-- name: DropForceMembers :exec
DELETE FROM task_force_members WHERE force = ANY (@forces::text[]);

-- name: PutForceMembers :exec
INSERT INTO task_force_members (force, unit)
SELECT r.force, r.unit FROM json_populate_recordset(NULL::task_force_members, @rows::json) r
ON CONFLICT DO NOTHING;

-- name: UnitSubtree :many
-- The unit and every unit below it. UNION ends even where the tree has a loop.
WITH RECURSIVE tree (id) AS (
    SELECT @top::text
    UNION
    SELECT child.id FROM units child JOIN tree ON child.parent_id = tree.id
)
SELECT id::text AS id FROM tree ORDER BY id;

-- name: UnknownUnits :many
-- Of the given ones, those that are neither a unit nor a task force.
SELECT given.id::text AS id FROM unnest(@ids::text[]) AS given (id)
WHERE NOT EXISTS (SELECT FROM units u WHERE u.id = given.id)
    AND NOT EXISTS (SELECT FROM task_forces f WHERE f.id = given.id)
ORDER BY given.id LIMIT 1;
