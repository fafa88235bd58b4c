-- Tokens: how programs come in as a person.

-- name: AddToken :one
INSERT INTO api_tokens (person, name, hash, hint, scopes, created_at, expires_at)
VALUES (@person, @name, @hash, @hint, @scopes::text[], @created_at, @expires_at) RETURNING id;

-- name: TokenByHash :one
SELECT * FROM api_tokens WHERE hash = @hash;

-- name: TokenUsed :exec
-- To the minute: a busy program does not write its row at every request.
UPDATE api_tokens SET used_at = @at::timestamptz
WHERE id = @id AND (used_at IS NULL OR used_at < @before::timestamptz);

-- name: Tokens :many
-- A person's, or everybody's; the newest first.
SELECT * FROM api_tokens WHERE @person::text = '' OR person = @person::text ORDER BY id DESC;

-- name: RevokeToken :execrows
UPDATE api_tokens SET revoked_at = @at::timestamptz
WHERE id = @id AND (@person::text = '' OR person = @person::text) AND revoked_at IS NULL;
