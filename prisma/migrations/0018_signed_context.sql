-- The context is signed. Whoever can make the application say SQL of their own could say `SET onggi.context` as well, so
-- tenancy.context() believes nothing but what a holder of a key has signed for this backend and this transaction.
-- Reasons and costs: docs/adr/0012-signed-context.md.

-- ── keys ────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- HMAC keys as the two blocks that are hashed before what is signed (RFC 2104: the key in 64 bytes, XORed with 0x36 and
-- 0x5c). Registered by prisma/migrate.mjs and prisma/context-key.mjs, read by tenancy.context() alone: the one policy is
-- the owner's, so that a grant made by mistake shows no row. The backup role may lock the table, and dumps it empty: a dump
-- that could be used to forge contexts would be worth more than the rows in it.
CREATE TABLE tenancy.context_key (
  key_id     text PRIMARY KEY CHECK (key_id ~ '^[0-9a-f]{16}$'),
  inner_pad  bytea NOT NULL CHECK (octet_length(inner_pad) = 64),
  outer_pad  bytea NOT NULL CHECK (octet_length(outer_pad) = 64),
  created_at timestamptz NOT NULL DEFAULT now(),
  -- From then on nothing that it has signed is believed. NULL: while it is in the key file.
  retires_at timestamptz
);
ALTER TABLE tenancy.context_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenancy.context_key FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_only ON tenancy.context_key FOR ALL TO onggi_owner USING (true) WITH CHECK (true);
GRANT SELECT ON tenancy.context_key TO onggi_backup;

-- ── context ─────────────────────────────────────────────────────────────────────────────────────────────────────────
-- onggi.context is 16 hexadecimal digits that name the key, 64 that are the HMAC-SHA256 of the rest, and the rest:
-- {"tenant", "principal", "role", "grants": [{"tenant", "groups": [], "label": "O|S|C", "manage": bool}],
--  "backend": process id, "began": start of the transaction, "expires": both in microseconds since 1970}
-- NULL for everything else: every policy then sees nothing. The start of a transaction does not come again in a backend, so
-- what was signed for one transaction is worth nothing in another.
CREATE OR REPLACE FUNCTION tenancy.context() RETURNS jsonb
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  setting text := current_setting('onggi.context', true);
  signed  bytea;
  mac     bytea;
  context jsonb;
BEGIN
  IF setting IS NULL OR setting = '' THEN
    RETURN NULL;
  END IF;
  signed := convert_to(substr(setting, 81), 'UTF8');
  SELECT sha256(k.outer_pad || sha256(k.inner_pad || signed)) INTO mac FROM tenancy.context_key k
  WHERE k.key_id = left(setting, 16) AND (k.retires_at IS NULL OR k.retires_at > clock_timestamp());
  IF encode(mac, 'hex') IS DISTINCT FROM substr(setting, 17, 64) THEN
    RETURN NULL;
  END IF;
  context := substr(setting, 81)::jsonb;
  IF (context ->> 'backend')::int = pg_backend_pid()
     AND (context ->> 'began')::bigint = (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint
     AND (context ->> 'expires')::bigint > (extract(epoch FROM clock_timestamp()) * 1000000)::bigint THEN
    RETURN context;
  END IF;
  RETURN NULL;
END $$;
