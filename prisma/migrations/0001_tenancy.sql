-- The ground of tenant data: schemas, the tenant list, the one function through which all SQL reads the context,
-- and the procedure that puts the walls around a table.
-- Roles exist already (prisma/roles.mjs); this file runs as onggi_owner.

CREATE SCHEMA tenancy;
CREATE SCHEMA onggi;      -- tenant tables
CREATE SCHEMA partition;  -- their partitions: nobody but the owner has USAGE
CREATE SCHEMA search;     -- the search function and its helpers

ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

GRANT USAGE ON SCHEMA tenancy TO onggi_app, onggi_search, onggi_jobs, onggi_provisioner, onggi_auditor, onggi_maintenance;
GRANT USAGE ON SCHEMA onggi TO onggi_app, onggi_search, onggi_auditor, onggi_maintenance, onggi_backup;
GRANT USAGE ON SCHEMA search TO onggi_app;
GRANT USAGE, CREATE ON SCHEMA search TO onggi_search;

-- ── tenants ─────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Not tenant data: the list of tenants is on the sign-in page. No row-level security.
CREATE TABLE tenancy.tenant (
  tenant_id  text PRIMARY KEY CHECK (tenant_id ~ '^[a-z][a-z0-9_-]{0,38}$'),
  name_ko    text NOT NULL,
  name_en    text NOT NULL,
  status     text NOT NULL DEFAULT 'provisioning' CHECK (status IN ('provisioning', 'active', 'suspended')),
  created_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT ON tenancy.tenant TO onggi_app, onggi_jobs, onggi_provisioner, onggi_auditor;

-- ── context ─────────────────────────────────────────────────────────────────────────────────────────────────────────
-- {"tenant", "principal", "role", "grants": [{"tenant", "groups": [], "label": "O|S|C", "manage": bool}], "expires": unix seconds}
-- NULL when there is none or it has expired: every policy then sees nothing.
CREATE FUNCTION tenancy.context() RETURNS jsonb
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  raw     text := current_setting('onggi.context', true);
  context jsonb;
BEGIN
  IF raw IS NULL OR raw = '' THEN
    RETURN NULL;
  END IF;
  context := raw::jsonb;
  IF coalesce((context ->> 'expires')::numeric, 0) < extract(epoch FROM clock_timestamp()) THEN
    RETURN NULL;
  END IF;
  RETURN context;
END $$;

CREATE FUNCTION tenancy.home_tenant() RETURNS text
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$ SELECT tenancy.context() ->> 'tenant' $$;

CREATE FUNCTION tenancy.principal() RETURNS text
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$ SELECT tenancy.context() ->> 'principal' $$;

CREATE FUNCTION tenancy.granted_tenants() RETURNS text[]
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT coalesce(array_agg(entry ->> 'tenant'), '{}')
  FROM jsonb_array_elements(tenancy.context() -> 'grants') AS entry
$$;

-- True for those who administer the home tenant's documents (curator, admin, worker): they list and open what they manage.
CREATE FUNCTION tenancy.manages(candidate text) RETURNS boolean
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT EXISTS (
    SELECT FROM jsonb_array_elements(tenancy.context() -> 'grants') AS entry
    WHERE entry ->> 'tenant' = candidate AND (entry ->> 'manage')::boolean
  )
$$;

-- O open < S sensitive < C confidential.
CREATE FUNCTION tenancy.label_rank(label text) RETURNS int
  LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
  SELECT CASE label WHEN 'O' THEN 0 WHEN 'S' THEN 1 WHEN 'C' THEN 2 END
$$;

-- ── walls ───────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Reads: any granted tenant. Writes: the home tenant only. ENABLE and FORCE, so the owner is bound as well.
CREATE PROCEDURE tenancy.wall(target regclass)
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY tenant_read ON %s FOR SELECT TO onggi_app
                  USING (tenant_id = ANY ((SELECT tenancy.granted_tenants())::text[]))', target);
  EXECUTE format('CREATE POLICY tenant_insert ON %s FOR INSERT TO onggi_app
                  WITH CHECK (tenant_id = (SELECT tenancy.home_tenant()))', target);
  EXECUTE format('CREATE POLICY tenant_update ON %s FOR UPDATE TO onggi_app
                  USING (tenant_id = (SELECT tenancy.home_tenant())) WITH CHECK (tenant_id = (SELECT tenancy.home_tenant()))', target);
  EXECUTE format('CREATE POLICY tenant_delete ON %s FOR DELETE TO onggi_app
                  USING (tenant_id = (SELECT tenancy.home_tenant()))', target);
  EXECUTE format('CREATE POLICY backup_read ON %s FOR SELECT TO onggi_backup USING (true)', target);
  EXECUTE format('GRANT SELECT ON %s TO onggi_backup', target);
END $$;

GRANT EXECUTE ON FUNCTION tenancy.context(), tenancy.home_tenant(), tenancy.principal(), tenancy.granted_tenants(),
  tenancy.manages(text), tenancy.label_rank(text) TO onggi_app, onggi_search, onggi_auditor;
