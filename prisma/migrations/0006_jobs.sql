-- Jobs live in graphile-worker's tables (installed by the runner before this file). Requests reach them only through
-- these functions, which stamp the tenant from the context into the payload.

GRANT USAGE ON SCHEMA graphile_worker TO onggi_jobs;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA graphile_worker TO onggi_jobs;
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA graphile_worker TO onggi_jobs;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA graphile_worker TO onggi_jobs;

DO $$
DECLARE target regclass;
BEGIN
  -- graphile-worker enables row-level security on its private tables and writes no policy.
  FOR target IN
    SELECT c.oid FROM pg_catalog.pg_class c
    WHERE c.relnamespace = 'graphile_worker'::regnamespace AND c.relkind IN ('r', 'p') AND c.relrowsecurity
  LOOP
    EXECUTE format('CREATE POLICY jobs ON %s FOR ALL TO onggi_jobs USING (true) WITH CHECK (true)', target);
  END LOOP;
END $$;

-- Smaller priority runs first. A job's priority is the number of jobs of its tenant that already wait, so a tenant with
-- few documents overtakes one with thousands. Upkeep (all other tasks) is rare, short, and goes before documents.
CREATE FUNCTION tenancy.enqueue(task text, payloads jsonb[], job_keys text[]) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE tenant text := tenancy.home_tenant(); waiting int; position int;
BEGIN
  IF tenant IS NULL THEN
    RAISE EXCEPTION 'no tenant context' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF task NOT IN ('ingest-version', 'finish-job', 'purge-versions', 'refresh-statistics', 'provision-tenant') THEN
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
GRANT EXECUTE ON FUNCTION tenancy.enqueue(text, jsonb[], text[]) TO onggi_app;

-- Of these keys of the tenant's jobs, those that no job carries which runs or will run soon: what they stood for is lost
-- unless it is enqueued again (a job that failed too often, or was deleted by a worker that had lost it to another).
CREATE FUNCTION tenancy.keys_without_job(job_keys text[]) RETURNS SETOF text
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT wanted FROM unnest(job_keys) AS wanted
  WHERE tenancy.home_tenant() IS NOT NULL
    AND NOT EXISTS (
      SELECT FROM graphile_worker._private_jobs j
      WHERE j.key = tenancy.home_tenant() || ':' || wanted
        AND (j.locked_at IS NOT NULL OR j.attempts < j.max_attempts AND j.run_at < clock_timestamp() + interval '2 minutes'))
$$;
GRANT EXECUTE ON FUNCTION tenancy.keys_without_job(text[]) TO onggi_app;

-- A tenant is asked for by the platform's own key and made by a job.
CREATE FUNCTION tenancy.request_tenant(name_ko text, name_en text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF tenancy.context() ->> 'role' IS DISTINCT FROM 'platform' THEN
    RAISE EXCEPTION 'only the platform makes tenants' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO tenancy.tenant (tenant_id, name_ko, name_en) VALUES (tenancy.home_tenant(), name_ko, name_en)
  ON CONFLICT DO NOTHING;
  PERFORM tenancy.enqueue('provision-tenant', ARRAY['{}'::jsonb], ARRAY['provision']);
END $$;
GRANT EXECUTE ON FUNCTION tenancy.request_tenant(text, text) TO onggi_app;

-- Jobs locked by a worker whose proof of life (a session advisory lock on its id) is gone go back to the queue. A worker
-- takes that lock as it is made, so a job locked a moment ago is left alone.
CREATE FUNCTION tenancy.release_jobs_of_the_dead() RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE dead text[];
BEGIN
  SELECT array_agg(worker) INTO dead
  FROM (SELECT locked_by AS worker FROM graphile_worker._private_jobs
        WHERE locked_by IS NOT NULL GROUP BY locked_by HAVING max(locked_at) < clock_timestamp() - interval '3 seconds') AS holders
  WHERE pg_try_advisory_xact_lock(tenancy.process_lock_key(worker));
  IF dead IS NULL THEN
    RETURN 0;
  END IF;
  PERFORM graphile_worker.force_unlock_workers(dead);
  RETURN cardinality(dead);
END $$;
GRANT EXECUTE ON FUNCTION tenancy.release_jobs_of_the_dead(), tenancy.process_lock_key(text) TO onggi_jobs;
