-- Passages that were indexed while no morphological analyzer was at hand, or by an older one, are analyzed anew by a planned job.
-- It finds its work by version: a look over the rows of all passages, every minute, would cost more than it mends.

-- Whose morphemes a version's passages have: 'none' where there is nothing to analyze, empty where some passage waits for them.
ALTER TABLE onggi.document_version ADD COLUMN analyzer text NOT NULL DEFAULT '';
CREATE INDEX document_version_unanalyzed ON onggi.document_version (tenant_id, version_id)
  WHERE analyzer = '' AND status IN ('published', 'scheduled');

-- As before, and behind everything else the new task.
CREATE OR REPLACE FUNCTION tenancy.enqueue(task text, payloads jsonb[], job_keys text[]) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE tenant text := tenancy.home_tenant(); waiting int; position int; evaluates boolean := task IN ('run-evaluation', 'propose-questions');
BEGIN
  IF tenant IS NULL THEN
    RAISE EXCEPTION 'no tenant context' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF task NOT IN ('ingest-version', 'finish-job', 'purge-versions', 'refresh-statistics', 'provision-tenant', 'remove-tenant',
                  'run-evaluation', 'propose-questions', 'analyze-passages') THEN
    RAISE EXCEPTION 'unknown task %', task;
  END IF;
  SELECT count(*) INTO waiting FROM graphile_worker._private_jobs j WHERE j.payload ->> 'tenant' = tenant;
  FOR position IN 1 .. coalesce(array_length(payloads, 1), 0) LOOP
    PERFORM graphile_worker.add_job(
      task, payload => (payloads[position] || jsonb_build_object('tenant', tenant))::json,
      queue_name => CASE WHEN evaluates THEN 'evaluation:' || tenant END,
      job_key => CASE WHEN job_keys[position] IS NULL THEN NULL ELSE tenant || ':' || job_keys[position] END,
      max_attempts => 25,
      priority => CASE WHEN evaluates OR task = 'ingest-version' THEN least(waiting + position, 32000)
                       WHEN task = 'analyze-passages' THEN 32001 ELSE 0 END);
  END LOOP;
  RETURN coalesce(array_length(payloads, 1), 0);
END $$;
