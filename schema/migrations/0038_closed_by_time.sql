-- +goose Up

-- Query: ClosedByWeek, the trend of the overview: the last quarter of ten years is read
-- without the rest, and without the tasks' rows.
CREATE INDEX tasks_closed_by_time ON tasks (ended_at) INCLUDE (unit) WHERE outcome = 'closed';

-- +goose Down
DROP INDEX tasks_closed_by_time;
