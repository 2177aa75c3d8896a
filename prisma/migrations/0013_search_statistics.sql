-- What a search over many passages is planned and measured by: how much each caller sees, and samples of vectors.

-- Sets of different models, so of different dimensions, lie in one table. Their HNSW says which.
ALTER TABLE onggi.chunk_vector ALTER COLUMN embedding TYPE halfvec;
-- The passages of the smaller language of a large tenant, without reading those of the other.
CREATE INDEX chunk_vector_language ON onggi.chunk_vector (language, version_id);
CREATE INDEX chunk_lexical_language ON onggi.chunk_lexical (language, version_id);

-- Live passages of each access set and corpus, as they were counted last.
CREATE TABLE onggi.access_statistics (
  tenant_id     text NOT NULL,
  access_set_id uuid NOT NULL,
  corpus_id     uuid NOT NULL,
  chunk_count   int NOT NULL,
  PRIMARY KEY (tenant_id, access_set_id, corpus_id),
  FOREIGN KEY (tenant_id, access_set_id) REFERENCES onggi.access_set ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, corpus_id) REFERENCES onggi.corpus ON DELETE CASCADE
);

-- Vectors of some live passages of each list, drawn by a hash of their ids: mean and deviation of a question's cosine are
-- measured on them where not every passage is read.
CREATE TABLE onggi.vector_sample (
  tenant_id text NOT NULL,
  set_id    smallint NOT NULL,
  language  text NOT NULL CHECK (language IN ('ko', 'en')),
  chunk_id  uuid NOT NULL,
  embedding halfvec NOT NULL,
  PRIMARY KEY (tenant_id, set_id, language, chunk_id),
  FOREIGN KEY (tenant_id, set_id) REFERENCES onggi.embedding_set ON DELETE CASCADE
);
ALTER TABLE onggi.vector_sample ALTER COLUMN embedding SET STORAGE PLAIN;

CALL tenancy.wall('onggi.access_statistics');
CALL tenancy.wall('onggi.vector_sample');
GRANT SELECT, INSERT, UPDATE, DELETE ON onggi.access_statistics, onggi.vector_sample TO onggi_app;
CREATE POLICY search_read ON onggi.access_statistics FOR SELECT TO onggi_search USING (true);
CREATE POLICY search_read ON onggi.vector_sample FOR SELECT TO onggi_search USING (true);
GRANT SELECT ON onggi.access_statistics, onggi.vector_sample TO onggi_search;
