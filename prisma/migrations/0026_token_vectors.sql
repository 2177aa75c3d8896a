-- Token vectors of passages, kept at one bit a dimension, so that a plain search can compare a question with its best
-- passages word by word. docs/adr/0016-stored-token-vectors.md

CREATE TABLE onggi.chunk_tokens (
  tenant_id  text NOT NULL,
  set_id     smallint NOT NULL,
  chunk_id   uuid NOT NULL,
  version_id uuid NOT NULL,
  -- A token after the other: the signs of its vector centred by language, the first dimension in the lowest bit of the first byte.
  tokens     bytea NOT NULL,
  PRIMARY KEY (tenant_id, set_id, chunk_id),
  FOREIGN KEY (tenant_id, version_id) REFERENCES onggi.document_version ON DELETE CASCADE
) PARTITION BY LIST (tenant_id);
-- Signs of centred vectors are as good as random: compressing them would cost time and save nothing.
ALTER TABLE onggi.chunk_tokens ALTER COLUMN tokens SET STORAGE EXTERNAL;
CREATE INDEX chunk_tokens_version ON onggi.chunk_tokens (version_id);

CALL tenancy.wall('onggi.chunk_tokens');
-- As the texts: those of corpora that other tenants share are compared as well.
ALTER POLICY tenant_read ON onggi.chunk_tokens USING (tenant_id = ANY ((SELECT tenancy.read_tenants())::text[]));
GRANT SELECT, INSERT, DELETE ON onggi.chunk_tokens TO onggi_app;
CREATE POLICY access_read ON onggi.chunk_tokens AS RESTRICTIVE FOR SELECT TO onggi_app
  USING (EXISTS (SELECT FROM onggi.document_version v
                 WHERE v.tenant_id = chunk_tokens.tenant_id AND v.version_id = chunk_tokens.version_id));

-- A partition of a parent for one tenant, with walls of its own: they are not inherited. Nothing where it is there already.
CREATE PROCEDURE tenancy.make_partition(parent text, of_tenant text)
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE child text := format('partition.%I', parent || '__' || of_tenant);
BEGIN
  IF to_regclass(child) IS NOT NULL THEN
    RETURN;
  END IF;
  EXECUTE format('CREATE TABLE %s PARTITION OF onggi.%I FOR VALUES IN (%L)', child, parent, of_tenant);
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', child);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', child);
  EXECUTE format('CREATE POLICY backup_read ON %s FOR SELECT TO onggi_backup USING (true)', child);
  EXECUTE format('GRANT SELECT ON %s TO onggi_backup', child);
  EXECUTE format('GRANT MAINTAIN ON %s TO onggi_maintenance', child);
END $$;
REVOKE EXECUTE ON PROCEDURE tenancy.make_partition(text, text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION tenancy.provision_tenant(new_tenant text, model text, variant text, dimensions int, centring_version text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE parent text;
BEGIN
  PERFORM FROM tenancy.tenant t WHERE t.tenant_id = new_tenant AND t.status <> 'removing' FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no tenant %', new_tenant;
  END IF;
  FOREACH parent IN ARRAY ARRAY['chunk', 'chunk_vector', 'chunk_lexical', 'chunk_tokens'] LOOP
    CALL tenancy.make_partition(parent, new_tenant);
  END LOOP;
  INSERT INTO onggi.embedding_set (tenant_id, set_id, model, variant, dimensions, centring_version, state, whole_at)
  VALUES (new_tenant, 1, model, variant, dimensions, centring_version, 'active', now())
  ON CONFLICT DO NOTHING;
  UPDATE tenancy.tenant t SET status = 'active' WHERE t.tenant_id = new_tenant AND t.status = 'provisioning';
END $$;

-- Tenants that are there already. One that waits for its partitions gets this one with the others.
DO $$
DECLARE tenant text;
BEGIN
  FOR tenant IN
    SELECT t.tenant_id FROM tenancy.tenant t
    WHERE t.status <> 'removing' AND to_regclass(format('partition.%I', 'chunk_vector__' || t.tenant_id)) IS NOT NULL
  LOOP
    CALL tenancy.make_partition('chunk_tokens', tenant);
  END LOOP;
END $$;
