-- A tenant's own evaluation sets: questions that grow and are decided on, versions that stay as they were measured, runs.

CREATE TABLE onggi.evaluation_set (
  tenant_id  text NOT NULL REFERENCES tenancy.tenant,
  set_id     uuid NOT NULL,
  set_key    text NOT NULL,
  name_ko    text NOT NULL,
  name_en    text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, set_id),
  UNIQUE (tenant_id, set_key)
);

-- Judgements are {document id: grade}. They outlive their document: what is gone is left out when it is measured, and counted.
CREATE TABLE onggi.evaluation_question (
  tenant_id    text NOT NULL,
  set_id       uuid NOT NULL,
  question_id  uuid NOT NULL,
  -- Its id where it was imported from: importing again brings it up to date.
  external_id  text,
  text         text NOT NULL,
  language     text NOT NULL CHECK (language IN ('ko', 'en')),
  answers      text[] NOT NULL DEFAULT '{}',
  unanswerable boolean NOT NULL DEFAULT false,
  judgements   jsonb NOT NULL DEFAULT '{}',
  origin       text NOT NULL CHECK (origin IN ('curated', 'imported', 'feedback', 'proposed')),
  state        text NOT NULL CHECK (state IN ('draft', 'approved', 'rejected')),
  -- What the one who gave feedback wrote beside it, and on which answer.
  note         text NOT NULL DEFAULT '',
  answer_id    uuid,
  created_at   timestamptz NOT NULL DEFAULT now(),
  decided_by   text,
  decided_at   timestamptz,
  PRIMARY KEY (tenant_id, question_id),
  UNIQUE (tenant_id, set_id, external_id),
  UNIQUE (tenant_id, set_id, answer_id),
  FOREIGN KEY (tenant_id, set_id) REFERENCES onggi.evaluation_set ON DELETE CASCADE
);
CREATE INDEX evaluation_question_state ON onggi.evaluation_question (tenant_id, set_id, state, question_id);

CREATE TABLE onggi.evaluation_version (
  tenant_id      text NOT NULL,
  set_id         uuid NOT NULL,
  version        int NOT NULL CHECK (version > 0),
  content_sha256 bytea NOT NULL,
  created_by     text NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, set_id, version),
  FOREIGN KEY (tenant_id, set_id) REFERENCES onggi.evaluation_set ON DELETE CASCADE
);

-- The approved questions as they stood when the version was made. query_id is the question's id, also in later versions.
CREATE TABLE onggi.evaluation_query (
  tenant_id    text NOT NULL,
  set_id       uuid NOT NULL,
  version      int NOT NULL,
  query_id     uuid NOT NULL,
  text         text NOT NULL,
  language     text NOT NULL CHECK (language IN ('ko', 'en')),
  answers      text[] NOT NULL,
  unanswerable boolean NOT NULL,
  judgements   jsonb NOT NULL,
  PRIMARY KEY (tenant_id, set_id, version, query_id),
  FOREIGN KEY (tenant_id, set_id, version) REFERENCES onggi.evaluation_version ON DELETE CASCADE
);

CREATE TABLE onggi.evaluation_run (
  tenant_id        text NOT NULL,
  run_id           uuid NOT NULL,
  set_id           uuid NOT NULL,
  version          int NOT NULL,
  -- False: only search is measured.
  answers          boolean NOT NULL,
  expert_key       text,
  status           text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'running', 'finished', 'failed', 'cancelled')),
  total            int NOT NULL,
  embedding_set_id smallint,
  chat_model       text,
  -- What else decided the figures, as the server knew it: analyzer, weights, versions.
  configuration    jsonb NOT NULL DEFAULT '{}',
  report           jsonb,
  error            jsonb,
  started_by       text NOT NULL,
  ended_by         text,
  created_at       timestamptz NOT NULL DEFAULT now(),
  started_at       timestamptz,
  ended_at         timestamptz,
  PRIMARY KEY (tenant_id, run_id),
  FOREIGN KEY (tenant_id, set_id, version) REFERENCES onggi.evaluation_version ON DELETE CASCADE
);
CREATE INDEX evaluation_run_set ON onggi.evaluation_run (tenant_id, set_id, run_id);

-- One row a query that is done: references and scores, no text. A run that is taken up again goes on with those missing.
CREATE TABLE onggi.evaluation_outcome (
  tenant_id          text NOT NULL,
  run_id             uuid NOT NULL,
  query_id           uuid NOT NULL,
  -- Documents found, best first, each once.
  found              uuid[] NOT NULL,
  search_ms          real,
  answer_status      text,
  cited              uuid[] NOT NULL,
  answer_ms          real,
  scores             jsonb NOT NULL,
  ignored_judgements int NOT NULL DEFAULT 0,
  error_code         text,
  measured_at        timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, run_id, query_id),
  FOREIGN KEY (tenant_id, run_id) REFERENCES onggi.evaluation_run ON DELETE CASCADE
);

-- Passages for which a model is asked to write a question. Each costs one call, whatever comes of it.
CREATE TABLE onggi.evaluation_proposal (
  tenant_id   text NOT NULL,
  proposal_id uuid NOT NULL,
  set_id      uuid NOT NULL,
  passages    int NOT NULL CHECK (passages > 0),
  asked       int NOT NULL DEFAULT 0,
  proposed    int NOT NULL DEFAULT 0,
  status      text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'running', 'finished', 'failed', 'cancelled')),
  chat_model  text,
  error       jsonb,
  started_by  text NOT NULL,
  ended_by    text,
  created_at  timestamptz NOT NULL DEFAULT now(),
  ended_at    timestamptz,
  PRIMARY KEY (tenant_id, proposal_id),
  FOREIGN KEY (tenant_id, set_id) REFERENCES onggi.evaluation_set ON DELETE CASCADE
);
CREATE INDEX evaluation_proposal_set ON onggi.evaluation_proposal (tenant_id, set_id, proposal_id);

DO $$
DECLARE target text;
BEGIN
  FOREACH target IN ARRAY ARRAY['evaluation_set', 'evaluation_question', 'evaluation_version', 'evaluation_query',
                                'evaluation_run', 'evaluation_outcome', 'evaluation_proposal'] LOOP
    EXECUTE format('CALL tenancy.wall(%L)', 'onggi.' || target);
    EXECUTE format('GRANT SELECT, INSERT ON onggi.%I TO onggi_app', target);
  END LOOP;
  -- Sets belong to those who curate.
  FOREACH target IN ARRAY ARRAY['evaluation_version', 'evaluation_query', 'evaluation_run', 'evaluation_outcome', 'evaluation_proposal'] LOOP
    EXECUTE format('CREATE POLICY curators_only ON onggi.%I AS RESTRICTIVE FOR ALL TO onggi_app
                    USING ((SELECT tenancy.manages((SELECT tenancy.home_tenant()))) AND tenant_id = (SELECT tenancy.home_tenant()))', target);
  END LOOP;
END $$;
-- Versions and what was measured are written once; removing a set removes them by their keys.
GRANT UPDATE, DELETE ON onggi.evaluation_set, onggi.evaluation_question TO onggi_app;
GRANT UPDATE ON onggi.evaluation_run, onggi.evaluation_proposal TO onggi_app;

-- A version is whole with the transaction that makes it: no query joins it later.
CREATE POLICY with_its_version ON onggi.evaluation_query AS RESTRICTIVE FOR INSERT TO onggi_app
  WITH CHECK (EXISTS (SELECT FROM onggi.evaluation_version v
                      WHERE v.tenant_id = evaluation_query.tenant_id AND v.set_id = evaluation_query.set_id
                        AND v.version = evaluation_query.version AND v.created_at = now()));

-- Who gives feedback on an answer of their own leaves a draft in the set named "feedback", and sees no other question.
CREATE POLICY curators_or_feedback ON onggi.evaluation_set AS RESTRICTIVE FOR ALL TO onggi_app
  USING (tenant_id = (SELECT tenancy.home_tenant())
         AND ((SELECT tenancy.manages((SELECT tenancy.home_tenant()))) OR set_key = 'feedback'));
CREATE POLICY curators_or_own_feedback ON onggi.evaluation_question AS RESTRICTIVE FOR ALL TO onggi_app
  USING ((SELECT tenancy.manages((SELECT tenancy.home_tenant()))) AND tenant_id = (SELECT tenancy.home_tenant())
         OR origin = 'feedback' AND state = 'draft'
            AND EXISTS (SELECT FROM onggi.answer a
                        WHERE a.tenant_id = evaluation_question.tenant_id AND a.answer_id = evaluation_question.answer_id));

-- An evaluation waits its turn like a document, and those of one tenant run one after another.
CREATE OR REPLACE FUNCTION tenancy.enqueue(task text, payloads jsonb[], job_keys text[]) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE tenant text := tenancy.home_tenant(); waiting int; position int; evaluates boolean := task IN ('run-evaluation', 'propose-questions');
BEGIN
  IF tenant IS NULL THEN
    RAISE EXCEPTION 'no tenant context' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF task NOT IN ('ingest-version', 'finish-job', 'purge-versions', 'refresh-statistics', 'provision-tenant', 'remove-tenant',
                  'run-evaluation', 'propose-questions') THEN
    RAISE EXCEPTION 'unknown task %', task;
  END IF;
  SELECT count(*) INTO waiting FROM graphile_worker._private_jobs j WHERE j.payload ->> 'tenant' = tenant;
  FOR position IN 1 .. coalesce(array_length(payloads, 1), 0) LOOP
    PERFORM graphile_worker.add_job(
      task, payload => (payloads[position] || jsonb_build_object('tenant', tenant))::json,
      queue_name => CASE WHEN evaluates THEN 'evaluation:' || tenant END,
      job_key => CASE WHEN job_keys[position] IS NULL THEN NULL ELSE tenant || ':' || job_keys[position] END,
      max_attempts => 25,
      priority => CASE WHEN evaluates OR task = 'ingest-version' THEN least(waiting + position, 32000) ELSE 0 END);
  END LOOP;
  RETURN coalesce(array_length(payloads, 1), 0);
END $$;
