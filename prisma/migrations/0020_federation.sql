-- Identity from elsewhere: one OpenID provider a tenant, the accounts that signed in through it, and SCIM 2.0.

-- ── people ──────────────────────────────────────────────────────────────────────────────────────────────────────────
-- An e-mail names a person only where Onggi keeps the account itself. From a provider it is what somebody wrote there:
-- two subjects may have the same, and neither is the local person of that address.
ALTER TABLE onggi.person
  ADD COLUMN origin text NOT NULL DEFAULT 'local' CHECK (origin IN ('local', 'oidc', 'scim')),
  DROP CONSTRAINT person_tenant_id_email_key;
CREATE UNIQUE INDEX person_local_email ON onggi.person (tenant_id, email) WHERE origin = 'local';

-- Who says that a person is in a group. Each source replaces what it said itself, and nothing of the others.
ALTER TABLE onggi.person_group
  ADD COLUMN source text NOT NULL DEFAULT 'manual' CHECK (source IN ('manual', 'oidc', 'scim')),
  DROP CONSTRAINT person_group_pkey,
  ADD PRIMARY KEY (tenant_id, person_id, group_key, source);

-- ── OpenID Connect ──────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE onggi.identity_provider (
  tenant_id     text PRIMARY KEY REFERENCES tenancy.tenant,
  issuer        text NOT NULL,
  client_id     text NOT NULL,
  -- AES-256-GCM under a key that is not in the database; null: a public client
  client_secret text,
  status        text NOT NULL CHECK (status IN ('active', 'disabled')),
  name_ko       text NOT NULL,
  name_en       text NOT NULL,
  settings      jsonb NOT NULL,
  updated_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE onggi.account (
  tenant_id       text NOT NULL,
  issuer          text NOT NULL,
  subject         text NOT NULL,
  person_id       uuid NOT NULL,
  -- preferred_username as of the last sign-in; what a user from SCIM may be met by
  user_name       text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  last_sign_in_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, issuer, subject),
  FOREIGN KEY (tenant_id, person_id) REFERENCES onggi.person ON DELETE CASCADE
);
CREATE INDEX account_person ON onggi.account (tenant_id, person_id);

-- What the provider calls a session of ours, so that it can end it.
CREATE TABLE onggi.oidc_session (
  tenant_id  text NOT NULL,
  session_id uuid NOT NULL,
  issuer     text NOT NULL,
  subject    text NOT NULL,
  sid        text,
  PRIMARY KEY (tenant_id, session_id),
  FOREIGN KEY (tenant_id, session_id) REFERENCES onggi.session ON DELETE CASCADE
);
CREATE INDEX oidc_session_subject ON onggi.oidc_session (tenant_id, issuer, subject);
CREATE INDEX oidc_session_sid ON onggi.oidc_session (tenant_id, issuer, sid);

-- Logout tokens that were taken, until they would be refused as too old anyway.
CREATE TABLE onggi.logout_token (
  tenant_id  text NOT NULL REFERENCES tenancy.tenant,
  issuer     text NOT NULL,
  jti        text NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, issuer, jti)
);

-- ── SCIM 2.0 ────────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE onggi.scim_user (
  tenant_id   text NOT NULL,
  person_id   uuid NOT NULL,
  user_name   text NOT NULL,
  external_id text,
  active      boolean NOT NULL,
  -- displayName, title, name and emails, as they were sent
  attributes  jsonb NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  -- Gone for SCIM. The person stays, suspended, for what hangs on it; whoever comes back with the same account is it again.
  deleted_at  timestamptz,
  PRIMARY KEY (tenant_id, person_id),
  FOREIGN KEY (tenant_id, person_id) REFERENCES onggi.person ON DELETE CASCADE
);
-- userName is not case-sensitive (RFC 7643, 4.1.1).
CREATE UNIQUE INDEX scim_user_name ON onggi.scim_user (tenant_id, lower(user_name)) WHERE deleted_at IS NULL;
CREATE INDEX scim_user_external ON onggi.scim_user (tenant_id, external_id);

CREATE TABLE onggi.scim_group (
  tenant_id    text NOT NULL,
  group_id     uuid NOT NULL,
  group_key    text NOT NULL,
  display_name text NOT NULL,
  external_id  text,
  created_at   timestamptz NOT NULL DEFAULT now(),
  updated_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, group_id),
  UNIQUE (tenant_id, group_key),
  FOREIGN KEY (tenant_id, group_key) REFERENCES onggi.access_group ON DELETE CASCADE
);

-- ── walls ───────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Whoever reads documents of several tenants still sees how people sign in at none but their own.
DO $$
DECLARE target text;
BEGIN
  FOREACH target IN ARRAY ARRAY['identity_provider', 'account', 'oidc_session', 'logout_token', 'scim_user', 'scim_group'] LOOP
    EXECUTE format('CALL tenancy.wall(''onggi.%I'')', target);
    EXECUTE format('CREATE POLICY home_only ON onggi.%I AS RESTRICTIVE FOR SELECT TO onggi_app
                    USING (tenant_id = (SELECT tenancy.home_tenant()))', target);
  END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON onggi.identity_provider, onggi.scim_group TO onggi_app;
GRANT SELECT, INSERT, UPDATE ON onggi.account, onggi.scim_user TO onggi_app;
GRANT SELECT, INSERT ON onggi.oidc_session TO onggi_app;
GRANT SELECT, INSERT, DELETE ON onggi.logout_token TO onggi_app;

-- ── before a context exists ─────────────────────────────────────────────────────────────────────────────────────────
CREATE POLICY look_up ON onggi.identity_provider FOR SELECT TO onggi_owner USING (true);

-- What the sign-in page shows: which active tenants have a provider, and what its button says.
CREATE FUNCTION tenancy.sign_in_providers()
  RETURNS TABLE (tenant_id text, tenant_name_ko text, tenant_name_en text, name_ko text, name_en text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT p.tenant_id, t.name_ko, t.name_en, p.name_ko, p.name_en
  FROM onggi.identity_provider p
  JOIN tenancy.tenant t ON t.tenant_id = p.tenant_id AND t.status = 'active'
  WHERE p.status = 'active' ORDER BY t.created_at, t.tenant_id
$$;

GRANT EXECUTE ON FUNCTION tenancy.sign_in_providers() TO onggi_app;
