-- Accounts: who may sign in; and the record of who came and what they saw.

-- name: Account :one
SELECT a.*, p.name FROM accounts a JOIN persons p ON p.id = a.person WHERE a.person = @person;

-- name: Accounts :many
SELECT a.*, p.name FROM accounts a JOIN persons p ON p.id = a.person ORDER BY a.person;

-- name: CountAccounts :one
SELECT count(*) FROM accounts;

-- name: PutAccount :exec
-- A password that somebody else sets ends every session and every lock.
INSERT INTO accounts (person, password, must_change, created_at, password_at)
VALUES (@person, @password, @must_change, @at, @at)
ON CONFLICT (person) DO UPDATE SET password = excluded.password, must_change = excluded.must_change, failures = 0,
    locked_until = 'epoch', epoch = accounts.epoch + 1, password_at = excluded.password_at;

-- name: LockAccounts :exec
-- Of two programs that both make the first administrator the second waits here.
LOCK TABLE accounts IN SHARE ROW EXCLUSIVE MODE;

-- name: AddPerson :exec
INSERT INTO persons (id, name) VALUES (@id, @name) ON CONFLICT (id) DO NOTHING;

-- name: AddPost :exec
INSERT INTO posts (person, unit, role) VALUES (@person, @unit, @role) ON CONFLICT DO NOTHING;

-- name: DisableAccount :execrows
UPDATE accounts SET disabled = @disabled, epoch = epoch + 1 WHERE person = @person;

-- name: UnlockAccount :execrows
UPDATE accounts SET failures = 0, locked_until = 'epoch' WHERE person = @person;

-- name: SignInFailed :one
-- Counted in the database, so that attempts side by side all count.
UPDATE accounts SET failures = failures + 1 WHERE person = @person RETURNING failures;

-- name: LockAccount :exec
UPDATE accounts SET locked_until = greatest(locked_until, @until) WHERE person = @person;

-- name: SignedIn :exec
UPDATE accounts SET failures = 0, locked_until = 'epoch' WHERE person = @person AND failures > 0;

-- name: SetLanguage :exec
UPDATE accounts SET language = @language WHERE person = @person;

-- name: RecordAccess :exec
INSERT INTO accesses (at, person, act, case_id, detail, address, denied)
VALUES (@at, @person, @act, @case_id, @detail, @address, @denied);

-- name: Accesses :many
-- The newest first, paged by ID.
SELECT * FROM accesses
WHERE id < @before::bigint
    AND (@person::text = '' OR person = @person::text)
    AND (@case_id::text = '' OR case_id = @case_id::text)
    AND (@act::text = '' OR act = @act::text)
    AND (NOT @denied_only::boolean OR denied)
ORDER BY id DESC LIMIT @batch::integer;

-- name: OpenAccounts :execrows
-- One password for everybody who has no account: of a demonstration, where nobody
-- has anything to protect.
INSERT INTO accounts (person, password, must_change, created_at, password_at)
SELECT p.id, @password::text, false, @at::timestamptz, @at::timestamptz FROM persons p
ON CONFLICT (person) DO NOTHING;

-- name: SetTheme :exec
UPDATE accounts SET theme = @theme WHERE person = @person;

-- name: SetMuted :exec
UPDATE accounts SET muted = @muted WHERE person = @person;

-- name: PutSecond :exec
-- A secret that is to be confirmed, or none.
UPDATE accounts SET second_on = false, second_key = @key, second_sealed = @sealed, second_step = 0 WHERE person = @person;

-- name: UseSecond :execrows
-- Takes a code's time step, once: of two requests with one code the second gets none.
UPDATE accounts SET second_step = @step, second_on = second_on OR @confirm::boolean
WHERE person = @person AND second_step < @step AND (second_on OR @confirm::boolean);

-- name: DropRecovery :exec
DELETE FROM recovery_codes WHERE person = @person;

-- name: AddRecovery :exec
INSERT INTO recovery_codes (person, digest) SELECT @person::text, unnest(@digests::text[]);

-- name: UseRecovery :execrows
UPDATE recovery_codes SET used_at = @at::timestamptz WHERE person = @person AND digest = ANY (@digests::text[]) AND used_at IS NULL;

-- name: CountRecovery :one
SELECT count(*)::integer FROM recovery_codes WHERE person = @person AND used_at IS NULL;

-- name: BeginSession :exec
INSERT INTO account_sessions (id, person, begun_at, seen_at, address, agent) VALUES (@id, @person, @at, @at, @address, @agent);

-- name: SessionAccount :one
-- Whose a session is, unless it was ended.
SELECT a.*, p.name, s.seen_at FROM account_sessions s JOIN accounts a ON a.person = s.person JOIN persons p ON p.id = a.person
WHERE s.id = @id AND s.ended_at IS NULL;

-- name: SeeSession :exec
UPDATE account_sessions SET seen_at = @at WHERE id = @id AND ended_at IS NULL;

-- name: EndSession :execrows
UPDATE account_sessions SET ended_at = @at::timestamptz WHERE id = @id AND person = @person AND ended_at IS NULL;

-- name: EndSessions :execrows
-- All of a person but one ('' = none is spared).
UPDATE account_sessions SET ended_at = @at::timestamptz WHERE person = @person AND id <> @spare::text AND ended_at IS NULL;

-- name: AccountSessions :many
SELECT * FROM account_sessions WHERE person = @person AND ended_at IS NULL AND seen_at > @seen_since AND begun_at > @begun_since
ORDER BY seen_at DESC LIMIT 50;

-- name: StrangerLocked :one
SELECT locked_until FROM strangers WHERE login = @login;

-- name: StrangerFailed :one
INSERT INTO strangers (login, failures, at) VALUES (@login, 1, @at)
ON CONFLICT (login) DO UPDATE SET failures = strangers.failures + 1, at = excluded.at RETURNING failures;

-- name: LockStranger :exec
UPDATE strangers SET locked_until = greatest(locked_until, @until) WHERE login = @login;

-- name: AddressLocked :one
SELECT locked_until FROM sign_in_addresses WHERE address = @address;

-- name: AddressFailed :one
-- What was counted drains away by time: a town hall mistypes all day.
INSERT INTO sign_in_addresses (address, failures, at) VALUES (@address, 1, @at)
ON CONFLICT (address) DO UPDATE SET at = greatest(sign_in_addresses.at, excluded.at),
    failures = greatest(0, sign_in_addresses.failures - greatest(0, extract(epoch FROM excluded.at - sign_in_addresses.at)) / @drain::float) + 1
RETURNING failures;

-- name: LockAddress :exec
UPDATE sign_in_addresses SET locked_until = greatest(locked_until, @until) WHERE address = @address;

-- name: ForgetAddresses :exec
DELETE FROM sign_in_addresses WHERE at < @before;

-- name: ForgetStrangers :exec
DELETE FROM strangers WHERE at < @before;

-- name: PutIdentity :execrows
INSERT INTO identities (issuer, subject, person, entered_by, entered_at) VALUES (@issuer, @subject, @person, @entered_by, @at)
ON CONFLICT (issuer, subject) DO NOTHING;

-- name: DropIdentity :execrows
DELETE FROM identities WHERE issuer = @issuer AND subject = @subject AND person = @person;

-- name: IdentityPerson :one
SELECT person FROM identities WHERE issuer = @issuer AND subject = @subject;

-- name: Identities :many
SELECT * FROM identities WHERE @person::text = '' OR person = @person::text ORDER BY person, issuer, subject;
