-- Households at risk: their rows, their sealed data, who read it, income lines.

-- name: PutHouseholds :exec
INSERT INTO households (case_id, no, head, people, labour, county, township, village, village_group, type, category, channel,
    clue_on, income, income_from, income_to, education, medical, housing, water, key_id, sealed, id_index, member_indexes, updated_at)
SELECT r.case_id, r.no, r.head, r.people, r.labour, r.county, r.township, r.village, r.village_group, r.type,
    r.category, r.channel, r.clue_on, r.income, r.income_from, r.income_to, r.education, r.medical, r.housing,
    r.water, r.key_id, r.sealed, r.id_index, r.member_indexes, r.updated_at
FROM json_populate_recordset(NULL::households, @list::json) r
ON CONFLICT (case_id) DO UPDATE SET no = excluded.no, head = excluded.head, people = excluded.people,
    labour = excluded.labour, county = excluded.county, township = excluded.township, village = excluded.village,
    village_group = excluded.village_group, type = excluded.type, category = excluded.category,
    channel = excluded.channel, clue_on = excluded.clue_on, income = excluded.income,
    income_from = excluded.income_from, income_to = excluded.income_to, education = excluded.education,
    medical = excluded.medical, housing = excluded.housing, water = excluded.water, key_id = excluded.key_id,
    sealed = excluded.sealed, id_index = excluded.id_index, member_indexes = excluded.member_indexes, updated_at = excluded.updated_at;

-- name: ListHouseholds :many
-- One statement for every filter: planned with the values at hand.
SELECT h.case_id, h.no, h.head, h.people, h.labour, h.county, h.township, h.village, h.village_group, h.type, h.category,
    h.channel, h.clue_on, h.income, h.income_from, h.income_to, h.education, h.medical, h.housing, h.water,
    coalesce(c.stage, '')::text AS stage, coalesce(c.round, 0)::integer AS round, c.ended_at,
    coalesce(t.step, '')::text AS step, coalesce(t.outcome, '')::text AS outcome, t.due_on,
    coalesce(t.person, '')::text AS helper, coalesce(t.clock, 'null')::jsonb AS clock, coalesce(t.paused, false)::boolean AS paused,
    coalesce(c.policy_kind, '')::text AS policy_kind, coalesce(c.policy_version, 0)::integer AS policy_version
FROM households h
    LEFT JOIN cases c ON c.id = h.case_id
    LEFT JOIN tasks t ON t.case_id = h.case_id AND t.no = 1
WHERE h.case_id > @after::text
    AND (@case_id::text = '' OR h.case_id = @case_id::text)
    AND (@unit::text = '' OR h.village = @unit::text OR h.township = @unit::text OR h.county = @unit::text)
    AND (@category::text = '' OR h.category = @category::text)
    AND (NOT @open_only::boolean OR c.ended_at IS NULL)
    AND (NOT @ended_only::boolean OR c.ended_at IS NOT NULL)
    AND (@text::text = '' OR h.head ILIKE @text::text OR h.no ILIKE @text::text)
    AND (@helper::text = '' OR t.person = @helper::text)
    AND (NOT @late_only::boolean OR (t.ended_at IS NULL AND t.due_on < @today::date))
    AND (@sees_all::boolean OR c.lead_unit = ANY (@sees_units::text[]) OR c.force = ANY (@sees_units::text[])
        OR c.office = ANY (@sees_units::text[]) OR c.lead_leader = ANY (@sees_persons::text[]) OR c.assigner = ANY (@sees_persons::text[])
        OR h.case_id IN (SELECT s.case_id FROM tasks s WHERE s.unit = ANY (@sees_units::text[])
            UNION ALL SELECT s.case_id FROM tasks s WHERE s.person = ANY (@sees_persons::text[]) AND s.person <> ''))
ORDER BY h.case_id
LIMIT @batch::integer;

-- name: HouseholdPlaces :many
-- How the households of each village stand, as far as somebody sees. A household
-- whose case has not begun yet counts nowhere.
SELECT h.county, h.township, h.village,
    count(*) FILTER (WHERE c.stage = 'assign') AS identifying,
    count(*) FILTER (WHERE c.stage NOT IN ('assign', 'closed')) AS monitored,
    (coalesce(sum(h.people) FILTER (WHERE c.stage NOT IN ('assign', 'closed')), 0))::bigint AS monitored_people,
    count(*) FILTER (WHERE c.stage = 'closed' AND t.outcome = 'closed') AS eliminated,
    count(*) FILTER (WHERE c.ended_at IS NULL AND t.ended_at IS NULL AND t.due_on < @today::date) AS late
FROM households h JOIN cases c ON c.id = h.case_id JOIN tasks t ON t.case_id = h.case_id AND t.no = 1
WHERE NOT c.cancelled
    AND (@unit::text = '' OR h.village = @unit::text OR h.township = @unit::text OR h.county = @unit::text)
    AND (@sees_all::boolean OR c.lead_unit = ANY (@sees_units::text[]) OR c.force = ANY (@sees_units::text[])
        OR c.office = ANY (@sees_units::text[]) OR c.lead_leader = ANY (@sees_persons::text[]) OR c.assigner = ANY (@sees_persons::text[])
        OR h.case_id IN (SELECT s.case_id FROM tasks s WHERE s.unit = ANY (@sees_units::text[])
            UNION ALL SELECT s.case_id FROM tasks s WHERE s.person = ANY (@sees_persons::text[]) AND s.person <> ''))
GROUP BY h.county, h.township, h.village ORDER BY h.county, h.township, h.village;

-- name: SealedHousehold :one
SELECT key_id, sealed FROM households WHERE case_id = @case_id;

-- name: HouseholdsByIndex :many
SELECT case_id FROM households
WHERE id_index = ANY (@indexes::text[]) AND id_index <> '' OR member_indexes && @indexes::text[]
ORDER BY case_id;

-- name: HouseholdsToReseal :many
SELECT case_id, key_id, sealed, id_index FROM households WHERE key_id <> @newest AND case_id > @after ORDER BY case_id LIMIT @batch::integer;

-- name: ResealHousehold :execrows
-- Only what was read: a row that an import replaced meanwhile has the newest key already.
UPDATE households SET key_id = @key_id, sealed = @sealed, id_index = @id_index, member_indexes = @member_indexes::text[]
WHERE case_id = @case_id AND key_id = @old_key;

-- name: InsertReading :exec
INSERT INTO household_readings (case_id, person, unit, role, fields, purpose, denied, at)
VALUES (@case_id, @person, @unit, @role, @fields, @purpose, @denied, @at);

-- name: HouseholdReadings :many
SELECT * FROM household_readings
WHERE id > @after AND (@case_id::text = '' OR case_id = @case_id::text) AND (@person::text = '' OR person = @person::text)
ORDER BY id LIMIT @batch::integer;

-- name: NewestReadings :many
SELECT * FROM household_readings
WHERE id < @before AND (@case_id::text = '' OR case_id = @case_id::text) AND (@person::text = '' OR person = @person::text)
    AND (NOT @denied_only::boolean OR denied)
ORDER BY id DESC LIMIT @batch::integer;

-- name: InsertIncomeLine :exec
INSERT INTO income_lines (province, year, yuan, loaded_by, loaded_at) VALUES (@province, @year, @yuan, @loaded_by, @loaded_at);

-- name: IncomeLines :many
SELECT DISTINCT ON (province, year) province, year, yuan, loaded_by, loaded_at FROM income_lines
WHERE @province::text = '' OR province = @province::text
ORDER BY province, year, id DESC;
