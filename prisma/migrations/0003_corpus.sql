-- Corpora, documents, versions and who may read them; the text and pages of a version; upload jobs.

CREATE TABLE onggi.corpus (
  tenant_id  text NOT NULL REFERENCES tenancy.tenant,
  corpus_id  uuid NOT NULL,
  corpus_key text NOT NULL,
  name_ko    text NOT NULL,
  name_en    text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, corpus_id),
  UNIQUE (tenant_id, corpus_key)
);

-- Who may read: any of the groups, with a clearance at or above the label.
CREATE TABLE onggi.access_set (
  tenant_id     text NOT NULL REFERENCES tenancy.tenant,
  access_set_id uuid NOT NULL,
  groups        text[] NOT NULL CHECK (cardinality(groups) > 0),
  label         text NOT NULL CHECK (label IN ('O', 'S', 'C')),
  PRIMARY KEY (tenant_id, access_set_id),
  UNIQUE (tenant_id, groups, label)
);

-- A document is identified by (corpus, source, external id); path is a label that may change.
CREATE TABLE onggi.document (
  tenant_id   text NOT NULL,
  document_id uuid NOT NULL,
  corpus_id   uuid NOT NULL,
  source      text NOT NULL,
  external_id text NOT NULL,
  path        text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  deleted_at  timestamptz,
  PRIMARY KEY (tenant_id, document_id),
  UNIQUE (tenant_id, corpus_id, source, external_id),
  FOREIGN KEY (tenant_id, corpus_id) REFERENCES onggi.corpus
);

-- Visibility lives in this one row: publishing, retiring and a change of access are one update each.
CREATE TABLE onggi.document_version (
  tenant_id      text NOT NULL,
  version_id     uuid NOT NULL,
  document_id    uuid NOT NULL,
  corpus_id      uuid NOT NULL,
  access_set_id  uuid NOT NULL,
  version_number int NOT NULL,
  status         text NOT NULL CHECK (status IN ('waiting', 'processing', 'published', 'retired', 'rejected', 'quarantined')),
  live           boolean NOT NULL DEFAULT false,
  effective_from date,
  effective_to   date,
  content_sha256 bytea NOT NULL,
  byte_size      bigint NOT NULL,
  media_type     text NOT NULL DEFAULT 'application/octet-stream',
  original_key   text NOT NULL,
  title          text NOT NULL DEFAULT '',
  language       text CHECK (language IN ('ko', 'en')),
  page_count     int,
  chunk_count    int NOT NULL DEFAULT 0,
  stage          text CHECK (stage IN ('parsing', 'chunking', 'embedding', 'staging', 'publishing')),
  stage_done     int NOT NULL DEFAULT 0,
  stage_total    int NOT NULL DEFAULT 0,
  -- Fence: each attempt takes the next number, and only the newest may stage and publish.
  attempt        int NOT NULL DEFAULT 0,
  -- Attempts whose process died while the file was being parsed. Many mean that the file is the killer.
  died_parsing   int NOT NULL DEFAULT 0,
  reason         jsonb,
  created_at     timestamptz NOT NULL DEFAULT now(),
  updated_at     timestamptz NOT NULL DEFAULT now(),
  published_at   timestamptz,
  retired_at     timestamptz,
  PRIMARY KEY (tenant_id, version_id),
  UNIQUE (tenant_id, document_id, version_number),
  FOREIGN KEY (tenant_id, document_id) REFERENCES onggi.document ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, corpus_id) REFERENCES onggi.corpus,
  FOREIGN KEY (tenant_id, access_set_id) REFERENCES onggi.access_set,
  CHECK (live = (status = 'published'))
);
CREATE UNIQUE INDEX document_version_live ON onggi.document_version (tenant_id, document_id) WHERE live;
CREATE INDEX document_version_visible ON onggi.document_version (tenant_id, access_set_id)
  INCLUDE (version_id, corpus_id, chunk_count) WHERE live;
CREATE INDEX document_version_corpus ON onggi.document_version (tenant_id, corpus_id, updated_at);
-- With the id, because the planner prefers this small index even to look up one version among thousands that wait.
CREATE INDEX document_version_unfinished ON onggi.document_version (tenant_id, status, version_id)
  WHERE status IN ('waiting', 'processing');
CREATE INDEX document_version_to_purge ON onggi.document_version (tenant_id, version_id)
  WHERE status = 'retired' AND chunk_count > 0;

-- The text that citation offsets (UTF-16) count in, and the Document tree without its text.
CREATE TABLE onggi.document_content (
  tenant_id  text NOT NULL,
  version_id uuid NOT NULL,
  text       text NOT NULL,
  tree       jsonb NOT NULL,
  PRIMARY KEY (tenant_id, version_id),
  FOREIGN KEY (tenant_id, version_id) REFERENCES onggi.document_version ON DELETE CASCADE
);

CREATE TABLE onggi.document_page (
  tenant_id  text NOT NULL,
  version_id uuid NOT NULL,
  page       int NOT NULL CHECK (page > 0),
  width      real NOT NULL,
  height     real NOT NULL,
  text_start int NOT NULL,
  text_end   int NOT NULL,
  lines      jsonb NOT NULL,
  PRIMARY KEY (tenant_id, version_id, page),
  FOREIGN KEY (tenant_id, version_id) REFERENCES onggi.document_version ON DELETE CASCADE
);

CREATE TABLE onggi.ingestion_job (
  tenant_id   text NOT NULL,
  job_id      uuid NOT NULL,
  corpus_id   uuid NOT NULL,
  source      text NOT NULL,
  created_by  text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  -- The process that takes the upload in; it holds a session advisory lock on this id while it lives.
  receiver    uuid NOT NULL,
  -- NULL while files may still come.
  received_at timestamptz,
  total       int NOT NULL DEFAULT 0,
  published   int NOT NULL DEFAULT 0,
  unchanged   int NOT NULL DEFAULT 0,
  rejected    int NOT NULL DEFAULT 0,
  quarantined int NOT NULL DEFAULT 0,
  finished_at timestamptz,
  PRIMARY KEY (tenant_id, job_id),
  FOREIGN KEY (tenant_id, corpus_id) REFERENCES onggi.corpus
);

CREATE INDEX ingestion_job_unfinished ON onggi.ingestion_job (tenant_id, job_id) WHERE finished_at IS NULL;

-- One row a file as it was sent, numbered from 0. While its outcome is "accepted" its state is that of its version.
CREATE TABLE onggi.ingestion_job_file (
  tenant_id   text NOT NULL,
  job_id      uuid NOT NULL,
  ordinal     int NOT NULL,
  path        text NOT NULL,
  document_id uuid,
  version_id  uuid,
  outcome     text NOT NULL CHECK (outcome IN ('accepted', 'published', 'unchanged', 'rejected', 'quarantined')),
  reason      jsonb,
  settled_at  timestamptz,
  PRIMARY KEY (tenant_id, job_id, ordinal),
  FOREIGN KEY (tenant_id, job_id) REFERENCES onggi.ingestion_job ON DELETE CASCADE
);
CREATE INDEX ingestion_job_file_version ON onggi.ingestion_job_file (tenant_id, version_id);

CALL tenancy.wall('onggi.corpus');
CALL tenancy.wall('onggi.access_set');
CALL tenancy.wall('onggi.document');
CALL tenancy.wall('onggi.document_version');
CALL tenancy.wall('onggi.document_content');
CALL tenancy.wall('onggi.document_page');
CALL tenancy.wall('onggi.ingestion_job');
CALL tenancy.wall('onggi.ingestion_job_file');
GRANT SELECT, INSERT, UPDATE, DELETE ON onggi.corpus, onggi.access_set, onggi.document, onggi.document_version,
  onggi.document_content, onggi.document_page, onggi.ingestion_job, onggi.ingestion_job_file TO onggi_app;

-- The access sets that the caller's groups and clearance open, in every tenant granted.
CREATE FUNCTION tenancy.readable_access_sets() RETURNS TABLE (tenant_id text, access_set_id uuid)
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT a.tenant_id, a.access_set_id
  FROM jsonb_to_recordset(tenancy.context() -> 'grants') AS g (tenant text, groups text[], label text)
  JOIN onggi.access_set a
    ON a.tenant_id = g.tenant AND a.groups && g.groups AND tenancy.label_rank(a.label) <= tenancy.label_rank(g.label)
$$;
GRANT EXECUTE ON FUNCTION tenancy.readable_access_sets() TO onggi_app, onggi_search;

-- The second wall around content: what the access set does not open is not there, whatever the query asks.
CREATE POLICY access_read ON onggi.document_version AS RESTRICTIVE FOR SELECT TO onggi_app
  USING ((tenant_id, access_set_id) IN (SELECT r.tenant_id, r.access_set_id FROM tenancy.readable_access_sets() r) OR (SELECT tenancy.manages((SELECT tenancy.home_tenant()))) AND tenant_id = (SELECT tenancy.home_tenant()));
CREATE POLICY access_read ON onggi.document AS RESTRICTIVE FOR SELECT TO onggi_app
  USING ((SELECT tenancy.manages((SELECT tenancy.home_tenant()))) AND tenant_id = (SELECT tenancy.home_tenant())
         OR EXISTS (SELECT FROM onggi.document_version v WHERE v.tenant_id = document.tenant_id AND v.document_id = document.document_id));
CREATE POLICY access_read ON onggi.document_content AS RESTRICTIVE FOR SELECT TO onggi_app
  USING (EXISTS (SELECT FROM onggi.document_version v WHERE v.tenant_id = document_content.tenant_id AND v.version_id = document_content.version_id));
CREATE POLICY access_read ON onggi.document_page AS RESTRICTIVE FOR SELECT TO onggi_app
  USING (EXISTS (SELECT FROM onggi.document_version v WHERE v.tenant_id = document_page.tenant_id AND v.version_id = document_page.version_id));
-- Jobs name files: only those who manage documents see them.
CREATE POLICY manager_read ON onggi.ingestion_job AS RESTRICTIVE FOR SELECT TO onggi_app
  USING ((SELECT tenancy.manages((SELECT tenancy.home_tenant()))));
CREATE POLICY manager_read ON onggi.ingestion_job_file AS RESTRICTIVE FOR SELECT TO onggi_app
  USING ((SELECT tenancy.manages((SELECT tenancy.home_tenant()))));
