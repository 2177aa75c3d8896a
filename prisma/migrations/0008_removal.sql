-- Removal: of documents and corpora by those who manage them, of a whole tenant by the operator.

-- ── documents, corpora, experts ─────────────────────────────────────────────────────────────────────────────────────
-- A removed document is not marked, it is gone: its versions, texts, pages and passages go with it by their keys.
ALTER TABLE onggi.document DROP COLUMN deleted_at;

-- Conversations outlive the expert they were held with.
ALTER TABLE onggi.conversation DROP CONSTRAINT conversation_tenant_id_expert_id_fkey,
  ADD CONSTRAINT conversation_tenant_id_expert_id_fkey FOREIGN KEY (tenant_id, expert_id) REFERENCES onggi.expert
    ON DELETE SET NULL (expert_id);

-- Originals that the last version has left. The file follows later: an upload under way may have put the same bytes.
CREATE TABLE onggi.discarded_original (
  tenant_id    text NOT NULL REFERENCES tenancy.tenant,
  original_key text NOT NULL,
  discarded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, original_key)
);
CALL tenancy.wall('onggi.discarded_original');
GRANT SELECT, INSERT, UPDATE, DELETE ON onggi.discarded_original TO onggi_app;

-- ── tenants ─────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Removing: keys and sessions open nothing any more (their look-ups ask for 'active'), and there is no way back.
ALTER TABLE tenancy.tenant DROP CONSTRAINT tenant_status_check,
  ADD CONSTRAINT tenant_status_check CHECK (status IN ('provisioning', 'active', 'suspended', 'removing'));

-- The owner sees and deletes the rows of a tenant only while that tenant is being removed.
CREATE PROCEDURE tenancy.allow_removal(target regclass)
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE being_removed text := 'tenant_id IN (SELECT t.tenant_id FROM tenancy.tenant t WHERE t.status = ''removing'')';
BEGIN
  EXECUTE format('CREATE POLICY removal_read ON %s FOR SELECT TO onggi_owner USING (%s)', target, being_removed);
  EXECUTE format('CREATE POLICY removal_delete ON %s FOR DELETE TO onggi_owner USING (%s)', target, being_removed);
END $$;

DO $$
DECLARE target regclass;
BEGIN
  FOR target IN
    SELECT c.oid FROM pg_catalog.pg_class c
    WHERE c.relnamespace = 'onggi'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  LOOP
    EXECUTE format('CALL tenancy.allow_removal(%L)', target);
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION tenancy.enqueue(task text, payloads jsonb[], job_keys text[]) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE tenant text := tenancy.home_tenant(); waiting int; position int;
BEGIN
  IF tenant IS NULL THEN
    RAISE EXCEPTION 'no tenant context' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF task NOT IN ('ingest-version', 'finish-job', 'purge-versions', 'refresh-statistics', 'provision-tenant', 'remove-tenant') THEN
    RAISE EXCEPTION 'unknown task %', task;
  END IF;
  SELECT count(*) INTO waiting FROM graphile_worker._private_jobs j WHERE j.payload ->> 'tenant' = tenant;
  FOR position IN 1 .. coalesce(array_length(payloads, 1), 0) LOOP
    PERFORM graphile_worker.add_job(
      task, payload => (payloads[position] || jsonb_build_object('tenant', tenant))::json,
      job_key => CASE WHEN job_keys[position] IS NULL THEN NULL ELSE tenant || ':' || job_keys[position] END,
      max_attempts => 25, priority => CASE WHEN task = 'ingest-version' THEN least(waiting + position, 32000) ELSE 0 END);
  END LOOP;
  RETURN coalesce(array_length(payloads, 1), 0);
END $$;

-- Closes the tenant of the context, forgets what waits to be done in it, and leaves the rest to a job.
-- False when there is no such tenant.
CREATE FUNCTION tenancy.request_tenant_removal() RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE doomed text := tenancy.home_tenant();
BEGIN
  IF tenancy.context() ->> 'role' IS DISTINCT FROM 'platform' THEN
    RAISE EXCEPTION 'only the platform removes tenants' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE tenancy.tenant t SET status = 'removing' WHERE t.tenant_id = doomed;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  DELETE FROM graphile_worker._private_jobs j WHERE j.payload ->> 'tenant' = doomed AND j.locked_at IS NULL;
  PERFORM tenancy.enqueue('remove-tenant', ARRAY['{}'::jsonb], ARRAY['remove']);
  RETURN true;
END $$;
GRANT EXECUTE ON FUNCTION tenancy.request_tenant_removal() TO onggi_app;

-- Drops the partitions of a tenant that is being removed. Every reader of the parents waits while this waits for its
-- locks, so it gives up before a reader would notice, and before anyone looks for a deadlock; the caller comes again.
CREATE FUNCTION tenancy.drop_partitions(doomed text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '500ms' AS $$
DECLARE child regclass;
BEGIN
  PERFORM FROM tenancy.tenant t WHERE t.tenant_id = doomed AND t.status = 'removing';
  IF NOT FOUND THEN
    RETURN;
  END IF;
  FOR child IN
    SELECT to_regclass(format('partition.%I', p.relname || '__' || doomed)) FROM pg_class p
    WHERE p.relnamespace = 'onggi'::regnamespace AND p.relkind = 'p'
  LOOP
    IF child IS NOT NULL THEN
      EXECUTE format('DROP TABLE %s', child);
    END IF;
  END LOOP;
END $$;

-- Deletes every row of a tenant that is being removed, those that others refer to last, and the tenant with them. Once it
-- is gone nothing can be written for it: every tenant table leads to it by foreign keys.
CREATE FUNCTION tenancy.remove_tenant(doomed text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE target regclass;
BEGIN
  PERFORM FROM tenancy.tenant t WHERE t.tenant_id = doomed AND t.status = 'removing' FOR UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  FOR target IN
    WITH RECURSIVE reachable (target, distance) AS (
      SELECT 'tenancy.tenant'::regclass::oid, 0
      UNION
      SELECT k.conrelid, r.distance + 1
      FROM reachable r
      JOIN pg_constraint k ON k.confrelid = r.target AND k.contype = 'f' AND k.conrelid <> k.confrelid
      JOIN pg_class c ON c.oid = k.conrelid AND NOT c.relispartition)
    SELECT r.target FROM reachable r GROUP BY r.target ORDER BY max(r.distance) DESC
  LOOP
    EXECUTE format('DELETE FROM %s WHERE tenant_id = $1', target) USING doomed;
  END LOOP;
  DELETE FROM graphile_worker._private_jobs j WHERE j.payload ->> 'tenant' = doomed AND j.locked_at IS NULL;
END $$;
GRANT EXECUTE ON FUNCTION tenancy.drop_partitions(text), tenancy.remove_tenant(text) TO onggi_provisioner;
