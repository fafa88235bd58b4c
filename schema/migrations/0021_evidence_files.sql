-- +goose Up
-- Files of evidence: what lies in the store of bytes, and what is on its way there.
-- Which case holds which file is in the table evidence, written with the step.

-- Content that the store holds, once however often it was handed in.
CREATE TABLE evidence_files (
    sha256    text PRIMARY KEY,
    size      bigint      NOT NULL,
    kind      text        NOT NULL, -- media type, found in the content
    scanned   text        NOT NULL, -- which virus scanner let it pass; '' for none
    stored_at timestamptz NOT NULL
);

-- An upload: of one person, for one case, in parts, so that a phone goes on where
-- it lost the connection. It becomes evidence when an act hands it in.
CREATE TABLE uploads (
    id         text PRIMARY KEY,
    case_id    text        NOT NULL,
    person     text        NOT NULL,
    name       text        NOT NULL,
    size       bigint      NOT NULL, -- as announced
    received   bigint      NOT NULL DEFAULT 0,
    parts      text[]      NOT NULL DEFAULT '{}', -- keys in the store, in order
    sha256     text        NOT NULL DEFAULT '', -- set once it is complete and accepted
    created_at timestamptz NOT NULL,
    touched_at timestamptz NOT NULL
);
-- Queries: UploadsOf (what somebody has lying ready for a case), StaleUploads.
CREATE INDEX uploads_of ON uploads (case_id, person);
CREATE INDEX uploads_by_touch ON uploads (touched_at);

-- +goose Down
DROP TABLE uploads, evidence_files;
