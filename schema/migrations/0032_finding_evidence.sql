-- +goose Up
-- What was photographed on site is shown with the case of its finding too.
-- Query: FindingRecords.
CREATE INDEX inspection_findings_by_case ON inspection_findings (case_id);

-- +goose Down
DROP INDEX inspection_findings_by_case;
