-- A ledger of very many cases, written as sets: of what a measurement of reading
-- needs, the cases as they stand. Cases whose pages are read are led through the
-- rules instead and have their events: see million.go.
--
-- Three of ten are open. The mix: measures of 200 plans, directives, findings and
-- households, over every unit of the city.

INSERT INTO plans (id, title, year, file_digest, imported_at)
SELECT 'P' || lpad(p::text, 3, '0'), '第' || p || '号整改方案', 2015 + p % 12, '', now() FROM generate_series(0, 199) p;

INSERT INTO classes (plan, no, name, position)
SELECT id, k::text, '第' || k || '类问题', k FROM plans, generate_series(1, 6) k WHERE id LIKE 'P___';

INSERT INTO problems (plan, no, class, text, source, position)
SELECT id, n::text, (1 + n % 6)::text, '第' || n || '个问题：责任落实、资金拨付、项目管护、动态监测还有差距', '年度考核', n
FROM plans, generate_series(1, 40) n WHERE id LIKE 'P___';

CREATE TEMP TABLE bench_units AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM units WHERE kind IN ('village', 'township', 'department', 'county');
CREATE TEMP TABLE bench_villages AS SELECT v.id, v.parent_id AS township, t.parent_id AS county, row_number() OVER (ORDER BY v.id) - 1 AS n
FROM units v JOIN units t ON t.id = v.parent_id WHERE v.kind = 'village';
CREATE TEMP TABLE bench_leads AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM units WHERE kind = 'bureau';
CREATE UNIQUE INDEX ON bench_units (n);
CREATE UNIQUE INDEX ON bench_villages (n);
CREATE UNIQUE INDEX ON bench_leads (n);
ANALYZE bench_units, bench_villages, bench_leads;

-- One row a task. h spreads what is to look unordered.
CREATE TEMP TABLE bench_tasks AS
SELECT 'M' || lpad(i::text, 8, '0') AS case_id, 1 + copy AS no, i,
    CASE WHEN i % 20 < 16 THEN 'measure' WHEN i % 20 < 18 THEN 'directive' WHEN i % 20 = 18 THEN 'finding' ELSE 'household' END AS kind,
    h, h % 10 < 7 AS ended, CASE WHEN copy = 0 THEN 'responsible' ELSE 'co' END AS role,
    (CASE h / 16 % 20 WHEN 0 THEN 'claim' WHEN 1 THEN 'claim' WHEN 2 THEN 'check' WHEN 3 THEN 'check' WHEN 4 THEN 'sign_off' ELSE 'rectify' END) AS step,
    -- Most plans set the ends of months; the limits of steps fall on any day.
    CASE WHEN h / 16 % 20 < 5 THEN (current_date - 12 + (h / 320 % 30)::integer)
        ELSE (date_trunc('month', current_date - 100 + (h / 320 % 500)::integer) + interval '1 month - 1 day')::date END AS due_on
FROM (
    SELECT i, copy, (hashint8(i * 2 + copy)::bigint & 2147483647) AS h
    FROM generate_series(1, @cases) i, generate_series(0, 1) copy WHERE copy = 0 OR i % 10 = 3
) s;

INSERT INTO cases (id, kind, plan, policy_kind, policy_version, round, stage, seq, head, opened_at, ended_at, cancelled,
    office, lead_unit, force, lead_leader, updated_at, assigner)
SELECT t.case_id, t.kind, CASE WHEN t.kind = 'measure' THEN 'P' || lpad((t.i / 20 % 200)::text, 3, '0') ELSE t.kind || 's' END, t.kind, 1, 1,
    CASE WHEN t.ended THEN 'closed' WHEN t.step = 'claim' THEN 'assign' WHEN t.step = 'check' THEN 'verify' WHEN t.step = 'sign_off' THEN 'close' ELSE 'act' END,
    1, '', now() - interval '200 days', CASE WHEN t.ended THEN now() - (t.h % 900) * interval '1 day' END, false,
    '市督办办公室', l.id, '', 'ld' || (t.i % 10)::text, now(), ''
FROM bench_tasks t JOIN bench_leads l ON l.n = t.i % (SELECT count(*) FROM bench_leads) WHERE t.no = 1;

INSERT INTO tasks (case_id, no, plan, kind, role, unit, person, step, stage, outcome, round, percent, since, mark, clock, idle, paused, due_on,
    provisional, original_due, submission_digest, request_digest, disputed, last_rung, ended_at, title, holder_person, holder_unit, holder_role)
SELECT t.case_id, t.no, c.plan, t.kind, t.role, u.id, '', CASE WHEN t.ended THEN '' ELSE t.step END, c.stage,
    CASE WHEN t.ended THEN 'closed' ELSE 'open' END, 1, CASE WHEN t.ended THEN 100 ELSE (t.h % 90)::integer END, now() - interval '60 days', -1,
    CASE WHEN t.ended THEN NULL ELSE jsonb_build_object('step', t.step, 'mark', -1, 'since', to_char(now() - interval '60 days', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'date', t.due_on::text) END,
    t.ended, false, CASE WHEN t.ended THEN '9999-12-31' ELSE t.due_on END, false, t.due_on, '', '', false,
    CASE WHEN t.ended OR t.due_on > current_date + 14 THEN -1 WHEN t.due_on > current_date + 7 THEN 0 WHEN t.due_on > current_date + 4 THEN 1
        WHEN t.due_on >= current_date THEN 2 WHEN t.due_on > current_date - 7 THEN 3 WHEN t.due_on > current_date - 14 THEN 4 ELSE 5 END,
    CASE WHEN t.ended THEN now() - (t.h % 900) * interval '1 day' END, '', '', CASE WHEN t.step = 'check' THEN c.lead_unit ELSE u.id END, CASE WHEN t.step = 'check' THEN 'verifier' ELSE 'reporter' END
FROM bench_tasks t JOIN cases c ON c.id = t.case_id
    JOIN bench_villages v ON v.n = t.h / 7 % (SELECT count(*) FROM bench_villages)
    JOIN bench_units b ON b.n = t.h / 7 % (SELECT count(*) FROM bench_units)
    CROSS JOIN LATERAL (SELECT CASE WHEN t.kind = 'household' THEN v.id ELSE b.id END AS id) u;

INSERT INTO measures (case_id, plan, problem, no, text, target, lead_unit, position)
SELECT c.id, c.plan, (1 + t.h % 40)::text, (t.i % 4000)::text, '第' || t.i || '项措施：压实责任，完善台账，按期完成整改并提交佐证材料', '全面完成', c.lead_unit, t.i
FROM bench_tasks t JOIN cases c ON c.id = t.case_id WHERE t.no = 1 AND t.kind = 'measure';

INSERT INTO matters (case_id, kind, key, title, text, source, source_ref, urgency, raised_by, created_at)
SELECT case_id, kind, case_id, '第' || i || '号督办事项', '限期办结并报送结果', 'meeting', '', 'plain', '', now()
FROM bench_tasks WHERE no = 1 AND kind IN ('directive', 'finding');

INSERT INTO households (case_id, no, head, people, labour, county, township, village, village_group, type, category, channel, income,
    education, medical, housing, water, key_id, sealed, id_index, updated_at)
SELECT t.case_id, t.case_id, '户主' || t.i, (1 + t.h % 6)::integer, 1, v.county, v.township, v.id, '1组', 'lifted', 'unstable', 'cadre', 6000,
    true, true, true, true, '', '', '', now()
FROM bench_tasks t JOIN bench_villages v ON v.n = t.h / 7 % (SELECT count(*) FROM bench_villages) WHERE t.no = 1 AND t.kind = 'household';
