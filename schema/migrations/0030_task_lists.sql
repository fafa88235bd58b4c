-- +goose Up

-- Query: TaskLists. Which plans are task lists of a year is asked by every reader of
-- the pages; without this index a million openings would be read for it.
CREATE INDEX case_starts_with_milestones ON case_starts (plan) WHERE opening @? '$.tasks[*].milestones[*]';

-- +goose Down
DROP INDEX case_starts_with_milestones;
