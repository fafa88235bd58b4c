-- +goose Up

-- The organisation: who is who. Phone numbers and addresses are not stored:
-- nothing here needs them.

CREATE TABLE units (
    id        text PRIMARY KEY,
    name      text    NOT NULL,
    parent_id text    NOT NULL DEFAULT '', -- why no foreign key: a plan's file lists units in any order
    kind      text    NOT NULL DEFAULT '',
    is_column boolean NOT NULL DEFAULT false, -- a column of the completion table
    position  integer NOT NULL DEFAULT 0
);

CREATE TABLE persons (
    id   text PRIMARY KEY, -- the login
    name text NOT NULL
);

-- A post is a role that a person holds in a unit for a time.
CREATE TABLE posts (
    person     text NOT NULL REFERENCES persons (id),
    unit       text NOT NULL, -- why no foreign key: a unit, or a task force
    role       text NOT NULL,
    valid_from date NOT NULL DEFAULT '0001-01-01',
    valid_to   date NOT NULL DEFAULT '9999-12-31', -- the last day; why no NULL: ranges compare without a special case
    PRIMARY KEY (person, unit, role, valid_from)
);
-- Query: who receives a notice to a role in a unit (HoldersOfPost).
CREATE INDEX posts_by_unit ON posts (unit, role);

CREATE TABLE task_forces (
    id        text PRIMARY KEY,
    name      text NOT NULL,
    leader    text NOT NULL DEFAULT '',
    lead_unit text NOT NULL DEFAULT ''
);

CREATE TABLE task_force_members (
    force text NOT NULL REFERENCES task_forces (id),
    unit  text NOT NULL,
    PRIMARY KEY (force, unit)
);

-- +goose Down
DROP TABLE task_force_members, task_forces, posts, persons, units;
