-- 0008 (removal) and 0010 (backup and upkeep) each write the same procedures anew, and a database may have got them in either
-- order. Here they are with both.

-- Every table to come.
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

-- Every partition to come. A tenant that is being removed gets none.
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

-- The table of 0008, where 0010 came before it.
GRANT MAINTAIN ON onggi.discarded_original TO onggi_maintenance;
