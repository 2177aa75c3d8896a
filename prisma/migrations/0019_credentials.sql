-- API keys with scopes, addresses, rotation and suspension; passwords of local accounts; sessions that end when idle;
-- groups that can be suspended.

-- ── groups ──────────────────────────────────────────────────────────────────────────────────────────────────────────
-- A suspended group keeps its members and documents, and opens nothing for anybody.
ALTER TABLE onggi.access_group
  ADD COLUMN status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended'));
CREATE POLICY look_up ON onggi.access_group FOR SELECT TO onggi_owner USING (true);

-- ── keys ────────────────────────────────────────────────────────────────────────────────────────────────────────────
ALTER TABLE onggi.api_key
  ADD COLUMN status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
  -- What it may be used for (libs/identity has the list); NULL: whatever its role may.
  ADD COLUMN scopes text[],
  -- CIDR blocks that it may come from; empty: from everywhere.
  ADD COLUMN addresses text[] NOT NULL DEFAULT '{}',
  -- Precise to a minute.
  ADD COLUMN last_used_at timestamptz,
  -- The secret before the last rotation, until its grace ends.
  ADD COLUMN previous_secret_hash bytea,
  ADD COLUMN previous_expires_at timestamptz,
  -- Who was shown each secret, and who made them: a secret opens nothing once one of them may come no more.
  ADD COLUMN issuers text[] NOT NULL DEFAULT '{}',
  ADD COLUMN previous_issuers text[] NOT NULL DEFAULT '{}';

-- True while every issuer of a key, `person:<id>` or `key:<id>`, may still come. Sees what its caller sees.
CREATE FUNCTION tenancy.are_issuers_active(tenant text, issuers text[]) RETURNS boolean
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT coalesce(bool_and(CASE split_part(issuer, ':', 1)
    WHEN 'person' THEN EXISTS (SELECT FROM onggi.person p
      WHERE p.tenant_id = tenant AND p.person_id = split_part(issuer, ':', 2)::uuid AND p.status = 'active')
    WHEN 'key' THEN EXISTS (SELECT FROM onggi.api_key k
      WHERE k.tenant_id = tenant AND k.key_id = split_part(issuer, ':', 2)::uuid AND k.status = 'active' AND k.revoked_at IS NULL)
    ELSE false END), true)
  FROM unnest(issuers) AS issuer
$$;
GRANT EXECUTE ON FUNCTION tenancy.are_issuers_active(text, text[]) TO onggi_app;

-- What a credential's group keys open today, in their order.
CREATE FUNCTION tenancy.active_groups(tenant text, keys text[]) RETURNS text[]
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT coalesce(array_agg(g.group_key ORDER BY g.group_key), '{}') FROM onggi.access_group g
  WHERE g.tenant_id = tenant AND g.group_key = ANY (keys) AND g.status = 'active'
$$;
GRANT EXECUTE ON FUNCTION tenancy.active_groups(text, text[]) TO onggi_app;

-- ── passwords ───────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE onggi.person_password (
  tenant_id   text NOT NULL,
  person_id   uuid NOT NULL,
  -- Argon2id, in the PHC format: parameters, salt and hash.
  hash        text NOT NULL,
  -- Set by an administrator, to be replaced at the first sign-in, until then.
  one_time    boolean NOT NULL,
  expires_at  timestamptz,
  changed_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, person_id),
  FOREIGN KEY (tenant_id, person_id) REFERENCES onggi.person ON DELETE CASCADE
);
CALL tenancy.wall('onggi.person_password');
GRANT SELECT, INSERT, UPDATE, DELETE ON onggi.person_password TO onggi_app;
-- Within the tenant too, a hash is for sign-in, its owner and those who set it anew.
CREATE POLICY own ON onggi.person_password AS RESTRICTIVE FOR ALL TO onggi_app
  USING (tenancy.context() ->> 'role' IN ('platform', 'admin') OR tenancy.principal() = 'person:' || person_id);

-- Failed sign-ins of one account (known or not) or one address: how many in a row, and when the next try is heard.
CREATE TABLE onggi.sign_in_attempt (
  tenant_id text NOT NULL REFERENCES tenancy.tenant,
  kind      text NOT NULL CHECK (kind IN ('account', 'address')),
  subject   bytea NOT NULL,
  failures  int NOT NULL,
  failed_at timestamptz NOT NULL,
  retry_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, kind, subject)
);
CALL tenancy.wall('onggi.sign_in_attempt');
GRANT SELECT, INSERT, UPDATE, DELETE ON onggi.sign_in_attempt TO onggi_app;
CREATE POLICY sign_in_only ON onggi.sign_in_attempt AS RESTRICTIVE FOR ALL TO onggi_app
  USING (tenancy.context() ->> 'role' = 'platform');

-- ── sessions ────────────────────────────────────────────────────────────────────────────────────────────────────────
ALTER TABLE onggi.session
  -- Precise to a minute.
  ADD COLUMN last_seen_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN user_agent text NOT NULL DEFAULT '';
CREATE INDEX session_person ON onggi.session (tenant_id, person_id);

-- ── before a context exists ─────────────────────────────────────────────────────────────────────────────────────────
CREATE OR REPLACE FUNCTION tenancy.find_session(hash bytea)
  RETURNS TABLE (tenant_id text, session_id uuid, person_id uuid, role text, label text, groups text[])
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT s.tenant_id, s.session_id, s.person_id, p.role, p.label,
         tenancy.active_groups(s.tenant_id, array(SELECT g.group_key FROM onggi.person_group g
                                                  WHERE g.tenant_id = s.tenant_id AND g.person_id = s.person_id))
  FROM onggi.session s
  JOIN onggi.person p ON p.tenant_id = s.tenant_id AND p.person_id = s.person_id AND p.status = 'active'
  JOIN tenancy.tenant t ON t.tenant_id = s.tenant_id AND t.status = 'active'
  WHERE s.token_hash = hash AND s.revoked_at IS NULL AND s.expires_at > clock_timestamp()
    AND s.last_seen_at > clock_timestamp() - interval '8 hours'
$$;

-- Two hashes: the secret of now, and the one before it while its grace lasts. NULL where its issuers may come no more.
DROP FUNCTION tenancy.find_api_key(uuid);
CREATE FUNCTION tenancy.find_api_key(id uuid)
  RETURNS TABLE (tenant_id text, key_id uuid, secret_hash bytea, previous_secret_hash bytea, role text, label text,
                 groups text[], scopes text[], addresses text[])
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT k.tenant_id, k.key_id,
         CASE WHEN tenancy.are_issuers_active(k.tenant_id, k.issuers) THEN k.secret_hash END,
         CASE WHEN k.previous_expires_at > clock_timestamp() AND tenancy.are_issuers_active(k.tenant_id, k.previous_issuers)
              THEN k.previous_secret_hash END,
         k.role, k.label, tenancy.active_groups(k.tenant_id, k.groups), k.scopes, k.addresses
  FROM onggi.api_key k
  JOIN tenancy.tenant t ON t.tenant_id = k.tenant_id AND t.status = 'active'
  WHERE k.key_id = id AND k.status = 'active' AND k.revoked_at IS NULL
    AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())
$$;
GRANT EXECUTE ON FUNCTION tenancy.find_api_key(uuid) TO onggi_app;
