-- Backup and upkeep without a superuser and without BYPASSRLS, which only a superuser may give.
--
-- pg_dump reads a partitioned table partition by partition, by name. So the backup role enters the partitions' schema and
-- has a policy on each; run with --enable-row-security it reads whatever a policy lets it, and prisma/catalog.integration.spec.ts
-- holds every table to having one (a table without would be dumped empty, in silence).
-- MAINTAIN is VACUUM, ANALYZE, REINDEX and the like, and not a row: PostgreSQL 17 and newer.

GRANT USAGE ON SCHEMA tenancy, partition, search, graphile_worker TO onggi_backup;
GRANT USAGE ON SCHEMA partition, graphile_worker TO onggi_maintenance;

GRANT SELECT ON ALL TABLES IN SCHEMA tenancy, onggi, partition, graphile_worker TO onggi_backup;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA tenancy, onggi, partition, graphile_worker TO onggi_backup;
GRANT MAINTAIN ON ALL TABLES IN SCHEMA tenancy, onggi, partition, graphile_worker TO onggi_maintenance;

DO $$
DECLARE target regclass;
BEGIN
  FOR target IN
    SELECT c.oid FROM pg_catalog.pg_class c
    WHERE c.relnamespace IN ('graphile_worker'::regnamespace, 'partition'::regnamespace) AND c.relkind IN ('r', 'p') AND c.relrowsecurity
  LOOP
    EXECUTE format('CREATE POLICY backup_read ON %s FOR SELECT TO onggi_backup USING (true)', target);
  END LOOP;
END $$;

-- Every table to come: walled off, open to backup, upkeep and removal.
CREATE OR REPLACE PROCEDURE tenancy.wall(target regclass)
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
  EXECUTE format('GRANT MAINTAIN ON %s TO onggi_maintenance', target);
  CALL tenancy.allow_removal(target);
END $$;

-- Every partition to come. A tenant that is being removed gets none: a job of its making may come late.
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
  INSERT INTO onggi.embedding_set (tenant_id, set_id, model, variant, dimensions, centring_version, active)
  VALUES (new_tenant, 1, model, variant, dimensions, centring_version, true)
  ON CONFLICT DO NOTHING;
  UPDATE tenancy.tenant t SET status = 'active' WHERE t.tenant_id = new_tenant AND t.status = 'provisioning';
END $$;
