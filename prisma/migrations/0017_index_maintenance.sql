-- HNSW and GIN of single lists, built and dropped by the provisioner through functions, rebuilt and vacuumed by upkeep.

-- Builds the index of one list: HNSW of a set's vectors, or GIN of the words. Searches go on; whoever writes passages of
-- this tenant waits meanwhile. From then on vacuum is the job's affair: HNSW takes milliseconds for a dead row, and is
-- rebuilt instead.
CREATE FUNCTION tenancy.build_index(kind text, of_tenant text, of_language text, of_set int) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  named text := search.index_name(kind, of_tenant, of_language, of_set);
  target text := format('partition.%I', CASE kind WHEN 'hnsw' THEN 'chunk_vector__' ELSE 'chunk_lexical__' END || of_tenant);
  dimensions int;
BEGIN
  PERFORM FROM tenancy.tenant t WHERE t.tenant_id = of_tenant AND t.status <> 'removing' FOR SHARE;
  IF NOT FOUND OR search.has_index(named) THEN
    RETURN;
  END IF;
  IF kind = 'hnsw' THEN
    SELECT e.dimensions INTO STRICT dimensions FROM onggi.embedding_set e WHERE e.tenant_id = of_tenant AND e.set_id = of_set;
    EXECUTE format('CREATE INDEX %I ON %s USING hnsw ((embedding::public.halfvec(%s)) public.halfvec_ip_ops)
                    WITH (m = 16, ef_construction = 64) WHERE set_id = %s AND language = %L', named, target, dimensions, of_set, of_language);
  ELSE
    EXECUTE format('CREATE INDEX %I ON %s USING gin (terms) WITH (fastupdate = off) WHERE language = %L', named, target, of_language);
  END IF;
  EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', target);
END $$;

-- Drops an index of a list, or what a rebuild that was cut short left of one. Readers wait while it waits for its lock,
-- so it gives up before they would notice; the job comes again.
CREATE FUNCTION tenancy.drop_index(of_tenant text, index_name text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '500ms' AS $$
DECLARE target regclass;
BEGIN
  SELECT i.indrelid INTO target FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE c.relnamespace = 'partition'::regnamespace AND c.relname = index_name
    AND i.indrelid IN (to_regclass(format('partition.%I', 'chunk_vector__' || of_tenant)),
                       to_regclass(format('partition.%I', 'chunk_lexical__' || of_tenant)))
    AND (index_name LIKE 'hnsw\_\_%' OR index_name LIKE 'gin\_\_%');
  IF target IS NULL THEN
    RETURN;
  END IF;
  EXECUTE format('DROP INDEX partition.%I', index_name);
  IF NOT EXISTS (SELECT FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
                 WHERE i.indrelid = target AND m.amname IN ('hnsw', 'gin')) THEN
    EXECUTE format('ALTER TABLE %s RESET (autovacuum_enabled)', target);
  END IF;
END $$;
GRANT EXECUTE ON FUNCTION tenancy.build_index(text, text, text, int), tenancy.drop_index(text, text) TO onggi_provisioner;

-- Asks for the upkeep of the home tenant's indexes. One tenant at a time over all: a build takes a core, and memory.
CREATE FUNCTION tenancy.request_index_maintenance() RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE tenant text := tenancy.home_tenant();
BEGIN
  IF tenant IS NULL THEN
    RAISE EXCEPTION 'no tenant context' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM graphile_worker.add_job('maintain-indexes', payload => json_build_object('tenant', tenant), queue_name => 'maintain-indexes',
                                  job_key => tenant || ':indexes', max_attempts => 25);
END $$;
GRANT EXECUTE ON FUNCTION tenancy.request_index_maintenance() TO onggi_app;
