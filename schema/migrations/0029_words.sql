-- +goose Up

-- A word is looked for anywhere in a text, and most Chinese words have two
-- characters: one less than the trigrams of pg_trgm need. So the pairs of neighbours
-- of each text are indexed: what holds a word holds all its pairs.
-- +goose StatementBegin
CREATE FUNCTION pairs(words text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(w.low, i, 2)), '{}') FROM (SELECT lower(words) AS low) w, generate_series(1, length(w.low) - 1) i
$$;
-- +goose StatementEnd

-- Query: TextCases. These rows are written when a case is, and left alone by its steps.
CREATE INDEX measures_by_words ON measures USING gin (pairs(case_id || ' ' || no || ' ' || text));
CREATE INDEX matters_by_words ON matters USING gin (pairs(case_id || ' ' || title));
CREATE INDEX households_by_number ON households USING gin (pairs(case_id));
CREATE INDEX tasks_by_title ON tasks USING gin (pairs(title)) WHERE title <> '';

-- +goose Down
DROP INDEX measures_by_words, matters_by_words, households_by_number, tasks_by_title;
DROP FUNCTION pairs(text);
