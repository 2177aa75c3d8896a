-- People, groups, sessions, API keys, and the two look-ups that must run before a context exists.

CREATE TABLE onggi.person (
  tenant_id  text NOT NULL REFERENCES tenancy.tenant,
  person_id  uuid NOT NULL,
  email      text NOT NULL,
  name_ko    text NOT NULL,
  name_en    text NOT NULL,
  title_ko   text NOT NULL DEFAULT '',
  title_en   text NOT NULL DEFAULT '',
  role       text NOT NULL CHECK (role IN ('member', 'curator', 'admin', 'auditor')),
  label      text NOT NULL DEFAULT 'S' CHECK (label IN ('O', 'S', 'C')),
  demo       boolean NOT NULL DEFAULT false,
  status     text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, person_id),
  UNIQUE (tenant_id, email)
);

CREATE TABLE onggi.access_group (
  tenant_id text NOT NULL REFERENCES tenancy.tenant,
  group_key text NOT NULL,
  name_ko   text NOT NULL,
  name_en   text NOT NULL,
  PRIMARY KEY (tenant_id, group_key)
);

CREATE TABLE onggi.person_group (
  tenant_id text NOT NULL,
  person_id uuid NOT NULL,
  group_key text NOT NULL,
  PRIMARY KEY (tenant_id, person_id, group_key),
  FOREIGN KEY (tenant_id, person_id) REFERENCES onggi.person ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, group_key) REFERENCES onggi.access_group ON DELETE CASCADE
);

CREATE TABLE onggi.session (
  tenant_id  text NOT NULL,
  session_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  person_id  uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  PRIMARY KEY (tenant_id, session_id),
  FOREIGN KEY (tenant_id, person_id) REFERENCES onggi.person ON DELETE CASCADE
);
CREATE INDEX session_token ON onggi.session (token_hash);

CREATE TABLE onggi.api_key (
  tenant_id    text NOT NULL REFERENCES tenancy.tenant,
  key_id       uuid NOT NULL,
  secret_hash  bytea NOT NULL,
  name         text NOT NULL,
  role         text NOT NULL CHECK (role IN ('member', 'curator', 'admin', 'auditor')),
  groups       text[] NOT NULL,
  label        text NOT NULL DEFAULT 'S' CHECK (label IN ('O', 'S', 'C')),
  created_by   text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz,
  revoked_at   timestamptz,
  PRIMARY KEY (tenant_id, key_id)
);
CREATE INDEX api_key_id ON onggi.api_key (key_id);

CREATE TABLE onggi.audit_event (
  tenant_id text NOT NULL REFERENCES tenancy.tenant,
  event_id  uuid NOT NULL,
  at        timestamptz NOT NULL DEFAULT now(),
  principal text NOT NULL,
  action    text NOT NULL,
  target    text NOT NULL DEFAULT '',
  outcome   text NOT NULL CHECK (outcome IN ('allowed', 'denied', 'failed')),
  detail    jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, event_id)
);
CREATE INDEX audit_event_at ON onggi.audit_event (tenant_id, at);

CALL tenancy.wall('onggi.person');
CALL tenancy.wall('onggi.access_group');
CALL tenancy.wall('onggi.person_group');
CALL tenancy.wall('onggi.session');
CALL tenancy.wall('onggi.api_key');
CALL tenancy.wall('onggi.audit_event');

GRANT SELECT, INSERT, UPDATE, DELETE ON onggi.person, onggi.access_group, onggi.person_group TO onggi_app;
GRANT SELECT, INSERT, UPDATE ON onggi.session, onggi.api_key TO onggi_app;
-- Append only: nobody at run time may change or remove what was recorded.
GRANT INSERT ON onggi.audit_event TO onggi_app;
GRANT SELECT ON onggi.audit_event TO onggi_auditor;
CREATE POLICY auditor_read ON onggi.audit_event FOR SELECT TO onggi_auditor
  USING (tenant_id = (SELECT tenancy.home_tenant()));

-- ── before a context exists ─────────────────────────────────────────────────────────────────────────────────────────
-- A session by the hash of its token, a key by its id: exact match, one row, the columns that make a context.
CREATE POLICY look_up ON onggi.session FOR SELECT TO onggi_owner USING (true);
CREATE POLICY look_up ON onggi.api_key FOR SELECT TO onggi_owner USING (true);
CREATE POLICY look_up ON onggi.person FOR SELECT TO onggi_owner USING (true);
CREATE POLICY look_up ON onggi.person_group FOR SELECT TO onggi_owner USING (true);

CREATE FUNCTION tenancy.find_session(hash bytea)
  RETURNS TABLE (tenant_id text, session_id uuid, person_id uuid, role text, label text, groups text[])
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT s.tenant_id, s.session_id, s.person_id, p.role, p.label,
         (SELECT coalesce(array_agg(g.group_key), '{}') FROM onggi.person_group g
          WHERE g.tenant_id = s.tenant_id AND g.person_id = s.person_id)
  FROM onggi.session s
  JOIN onggi.person p ON p.tenant_id = s.tenant_id AND p.person_id = s.person_id AND p.status = 'active'
  JOIN tenancy.tenant t ON t.tenant_id = s.tenant_id AND t.status = 'active'
  WHERE s.token_hash = hash AND s.revoked_at IS NULL AND s.expires_at > clock_timestamp()
$$;

CREATE FUNCTION tenancy.find_api_key(id uuid)
  RETURNS TABLE (tenant_id text, key_id uuid, secret_hash bytea, role text, label text, groups text[])
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT k.tenant_id, k.key_id, k.secret_hash, k.role, k.label, k.groups
  FROM onggi.api_key k
  JOIN tenancy.tenant t ON t.tenant_id = k.tenant_id AND t.status = 'active'
  WHERE k.key_id = id AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())
$$;

GRANT EXECUTE ON FUNCTION tenancy.find_session(bytea), tenancy.find_api_key(uuid) TO onggi_app;
