-- The passage index: text, vector and lexical row of a chunk in three tables, one partition a tenant each.
-- Measured reasons for the split, the storage and the order of columns: docs/adr/0005-search-in-postgresql.md.

CREATE TABLE onggi.embedding_set (
  tenant_id         text NOT NULL REFERENCES tenancy.tenant,
  set_id            smallint NOT NULL,
  model             text NOT NULL,
  variant           text NOT NULL,
  dimensions        int NOT NULL,
  centring_version  text NOT NULL,
  active            boolean NOT NULL DEFAULT false,
  created_at        timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, set_id)
);
CREATE UNIQUE INDEX embedding_set_active ON onggi.embedding_set (tenant_id) WHERE active;

CREATE TABLE onggi.chunk (
  tenant_id    text NOT NULL,
  chunk_id     uuid NOT NULL,
  version_id   uuid NOT NULL,
  ordinal      int NOT NULL,
  language     text NOT NULL CHECK (language IN ('ko', 'en')),
  text_start   int NOT NULL,
  text_end     int NOT NULL,
  page         int,
  heading      text NOT NULL,
  locator      jsonb NOT NULL,
  token_count  int NOT NULL,
  text         text NOT NULL,
  PRIMARY KEY (tenant_id, chunk_id),
  FOREIGN KEY (tenant_id, version_id) REFERENCES onggi.document_version ON DELETE CASCADE
) PARTITION BY LIST (tenant_id);
CREATE UNIQUE INDEX chunk_version ON onggi.chunk (tenant_id, version_id, ordinal);

CREATE TABLE onggi.chunk_vector (
  tenant_id  text NOT NULL,
  set_id     smallint NOT NULL,
  chunk_id   uuid NOT NULL,
  version_id uuid NOT NULL,
  language   text NOT NULL CHECK (language IN ('ko', 'en')),
  embedding  halfvec(384) NOT NULL,
  PRIMARY KEY (tenant_id, set_id, chunk_id),
  FOREIGN KEY (tenant_id, version_id) REFERENCES onggi.document_version ON DELETE CASCADE
) PARTITION BY LIST (tenant_id);
ALTER TABLE onggi.chunk_vector ALTER COLUMN embedding SET STORAGE PLAIN;
CREATE INDEX chunk_vector_version ON onggi.chunk_vector (version_id);

-- terms: 29-bit hashes of tenant and token. weights: tf·2.2/(tf + 1.2·(0.25 + 0.75·length/average_length)); a query's
-- vector holds idf, so (weights <#> query) is the negative BM25 score. average_length is the one that weights were made
-- with: they are made again when the tenant's has drifted.
CREATE TABLE onggi.chunk_lexical (
  tenant_id      text NOT NULL,
  chunk_id       uuid NOT NULL,
  version_id     uuid NOT NULL,
  language       text NOT NULL CHECK (language IN ('ko', 'en')),
  length         int NOT NULL,
  average_length real NOT NULL CHECK (average_length > 0),
  terms          int[] NOT NULL,
  weights        sparsevec(536870912) NOT NULL,
  PRIMARY KEY (tenant_id, chunk_id),
  FOREIGN KEY (tenant_id, version_id) REFERENCES onggi.document_version ON DELETE CASCADE
) PARTITION BY LIST (tenant_id);
ALTER TABLE onggi.chunk_lexical ALTER COLUMN terms SET STORAGE PLAIN;
ALTER TABLE onggi.chunk_lexical ALTER COLUMN weights SET STORAGE PLAIN;
CREATE INDEX chunk_lexical_version ON onggi.chunk_lexical (version_id);

CREATE TABLE onggi.term_frequency (
  tenant_id          text NOT NULL REFERENCES tenancy.tenant,
  language           text NOT NULL CHECK (language IN ('ko', 'en')),
  term               int NOT NULL,
  document_frequency int NOT NULL,
  PRIMARY KEY (tenant_id, language, term)
);

CREATE TABLE onggi.index_statistics (
  tenant_id      text NOT NULL REFERENCES tenancy.tenant,
  language       text NOT NULL CHECK (language IN ('ko', 'en')),
  chunk_count    int NOT NULL,
  average_length real NOT NULL,
  counted_at     timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, language)
);

CALL tenancy.wall('onggi.embedding_set');
CALL tenancy.wall('onggi.chunk');
CALL tenancy.wall('onggi.chunk_vector');
CALL tenancy.wall('onggi.chunk_lexical');
CALL tenancy.wall('onggi.term_frequency');
CALL tenancy.wall('onggi.index_statistics');
GRANT SELECT, INSERT, UPDATE, DELETE ON onggi.embedding_set, onggi.chunk, onggi.chunk_vector, onggi.chunk_lexical,
  onggi.term_frequency, onggi.index_statistics TO onggi_app;

DO $$
DECLARE target text;
BEGIN
  FOREACH target IN ARRAY ARRAY['chunk', 'chunk_vector', 'chunk_lexical'] LOOP
    EXECUTE format('CREATE POLICY access_read ON onggi.%1$I AS RESTRICTIVE FOR SELECT TO onggi_app
                    USING (EXISTS (SELECT FROM onggi.document_version v
                                   WHERE v.tenant_id = %1$I.tenant_id AND v.version_id = %1$I.version_id))', target);
  END LOOP;
END $$;

-- The search role sees index rows of every tenant; its one function takes the tenant from the context, never from an argument.
DO $$
DECLARE target text;
BEGIN
  FOREACH target IN ARRAY ARRAY['access_set', 'document_version', 'embedding_set', 'chunk_vector', 'chunk_lexical', 'term_frequency', 'index_statistics'] LOOP
    EXECUTE format('CREATE POLICY search_read ON onggi.%I FOR SELECT TO onggi_search USING (true)', target);
    EXECUTE format('GRANT SELECT ON onggi.%I TO onggi_search', target);
  END LOOP;
END $$;

-- ── provisioning ────────────────────────────────────────────────────────────────────────────────────────────────────
-- Partitions do not inherit row-level security, so each gets its own, without a policy: by its name nobody reads a row.
-- Two underscores part the names, or chunk of the tenant vector_x and chunk_vector of the tenant x would be one.
CREATE FUNCTION tenancy.provision_tenant(new_tenant text, model text, variant text, dimensions int, centring_version text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE parent text; child text;
BEGIN
  PERFORM FROM tenancy.tenant t WHERE t.tenant_id = new_tenant FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no tenant %', new_tenant;
  END IF;
  FOREACH parent IN ARRAY ARRAY['chunk', 'chunk_vector', 'chunk_lexical'] LOOP
    child := format('partition.%I', parent || '__' || new_tenant);
    IF to_regclass(child) IS NULL THEN
      EXECUTE format('CREATE TABLE %s PARTITION OF onggi.%I FOR VALUES IN (%L)', child, parent, new_tenant);
      EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', child);
      EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', child);
    END IF;
  END LOOP;
  INSERT INTO onggi.embedding_set (tenant_id, set_id, model, variant, dimensions, centring_version, active)
  VALUES (new_tenant, 1, model, variant, dimensions, centring_version, true)
  ON CONFLICT DO NOTHING;
  UPDATE tenancy.tenant t SET status = 'active' WHERE t.tenant_id = new_tenant AND t.status = 'provisioning';
END $$;
CREATE POLICY provision ON onggi.embedding_set FOR ALL TO onggi_owner USING (true) WITH CHECK (true);
GRANT EXECUTE ON FUNCTION tenancy.provision_tenant(text, text, text, int, text) TO onggi_provisioner;
