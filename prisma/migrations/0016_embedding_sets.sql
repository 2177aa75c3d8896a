-- Embedding sets side by side: a new model's vectors are built beside those that are searched, switched to in one row
-- update a set, and switched back. docs/adr/0011-embedding-sets.md

-- building: not searched yet but by those who measure it, once it is whole. active: searched. previous: was active before,
-- is kept up and may be switched back to. removed: never searched again, its vectors go; the row stays so that its number is
-- never another's.
ALTER TABLE onggi.embedding_set
  ADD COLUMN state text NOT NULL DEFAULT 'building' CHECK (state IN ('building', 'active', 'previous', 'removed')),
  ADD COLUMN state_since timestamptz NOT NULL DEFAULT now(),
  -- When it was first seen to hold a vector of every passage.
  ADD COLUMN whole_at timestamptz,
  -- Number of the build that may write: a newer one voids it.
  ADD COLUMN build_attempt int NOT NULL DEFAULT 0,
  ADD COLUMN build_done int NOT NULL DEFAULT 0,
  ADD COLUMN build_total int NOT NULL DEFAULT 0,
  -- Why the last build ended early.
  ADD COLUMN problem jsonb;
UPDATE onggi.embedding_set SET state = 'active', whole_at = created_at WHERE active;
DROP INDEX onggi.embedding_set_active;
ALTER TABLE onggi.embedding_set
  DROP COLUMN active,
  ADD CONSTRAINT embedding_set_whole CHECK (whole_at IS NOT NULL OR state IN ('building', 'removed'));
CREATE UNIQUE INDEX embedding_set_active ON onggi.embedding_set (tenant_id) WHERE state = 'active';
CREATE UNIQUE INDEX embedding_set_space ON onggi.embedding_set (tenant_id, model, variant, dimensions, centring_version)
  WHERE state <> 'removed';

CREATE OR REPLACE FUNCTION search.may_be_searched(tenant text, vector_set smallint) RETURNS boolean
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT EXISTS (SELECT FROM onggi.embedding_set e WHERE e.tenant_id = tenant AND e.set_id = vector_set
                   AND e.state <> 'removed' AND e.whole_at IS NOT NULL)
$$;

CREATE OR REPLACE FUNCTION tenancy.provision_tenant(new_tenant text, model text, variant text, dimensions int, centring_version text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE parent text; child text;
BEGIN
  PERFORM FROM tenancy.tenant t WHERE t.tenant_id = new_tenant AND t.status <> 'removing' FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no tenant %', new_tenant;
  END IF;
  FOREACH parent IN ARRAY ARRAY['chunk', 'chunk_vector', 'chunk_lexical'] LOOP
    child := format('partition.%I', parent || '__' || new_tenant);
    IF to_regclass(child) IS NULL THEN
      EXECUTE format('CREATE TABLE %s PARTITION OF onggi.%I FOR VALUES IN (%L)', child, parent, new_tenant);
      EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', child);
      EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', child);
      EXECUTE format('CREATE POLICY backup_read ON %s FOR SELECT TO onggi_backup USING (true)', child);
      EXECUTE format('GRANT SELECT ON %s TO onggi_backup', child);
      EXECUTE format('GRANT MAINTAIN ON %s TO onggi_maintenance', child);
    END IF;
  END LOOP;
  INSERT INTO onggi.embedding_set (tenant_id, set_id, model, variant, dimensions, centring_version, state, whole_at)
  VALUES (new_tenant, 1, model, variant, dimensions, centring_version, 'active', now())
  ON CONFLICT DO NOTHING;
  UPDATE tenancy.tenant t SET status = 'active' WHERE t.tenant_id = new_tenant AND t.status = 'provisioning';
END $$;

-- Asks for the home tenant's set to be built or emptied. Last among all jobs: uploads and their upkeep go first.
CREATE FUNCTION tenancy.request_embedding_set_job(task text, of_set int) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE tenant text := tenancy.home_tenant();
BEGIN
  IF tenant IS NULL THEN
    RAISE EXCEPTION 'no tenant context' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF task NOT IN ('build-embedding-set', 'empty-embedding-set') THEN
    RAISE EXCEPTION 'unknown task %', task;
  END IF;
  PERFORM graphile_worker.add_job(task, payload => json_build_object('tenant', tenant, 'setId', of_set),
                                  job_key => format('%s:%s:%s', tenant, task, of_set), max_attempts => 25, priority => 32001);
END $$;
GRANT EXECUTE ON FUNCTION tenancy.request_embedding_set_job(text, int) TO onggi_app;
