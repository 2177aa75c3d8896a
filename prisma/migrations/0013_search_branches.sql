-- A search names the embedding set that its vector belongs to, tenant by tenant, and may be narrowed to document versions.

-- Sets of different models, so of different dimensions, lie in one table. Their indexes say which.
ALTER TABLE onggi.chunk_vector ALTER COLUMN embedding TYPE halfvec;

DROP FUNCTION search.passages(halfvec, text[], int[], real[], int[], uuid[], int);
DROP FUNCTION search.exact_candidates(text, text[], text, uuid[], halfvec, int[], real[], int[], int);

-- Both legs exactly, over every visible passage of one tenant, each language a list of its own: the best of either leg,
-- with both scores. A query that is NULL has no dense leg: its scores are 0, its mean and deviation NULL.
CREATE FUNCTION search.exact_candidates(
  tenant text, groups text[], label text, corpora uuid[], versions uuid[],
  vector_set smallint, query halfvec, terms int[], weights real[], codes int[], per_leg int
) RETURNS TABLE (
  language text, visible int, dense_mean real, dense_deviation real, best_lexical real, whole_lexical real,
  chunk_id uuid, version_id uuid, dense real, lexical real, code real
) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE
  ko_terms sparsevec; ko_whole real;
  en_terms sparsevec; en_whole real;
  ko_rarity real[] := search.code_rarity(tenant, 'ko', codes);
  en_rarity real[] := search.code_rarity(tenant, 'en', codes);
  -- Constants of the plan: a search in all corpora must not be planned as one in some.
  open_sets uuid[] := ARRAY(
    SELECT a.access_set_id FROM onggi.access_set a
    WHERE a.tenant_id = tenant AND a.groups && exact_candidates.groups
      AND tenancy.label_rank(a.label) <= tenancy.label_rank(exact_candidates.label));
BEGIN
  SELECT q.vector, q.whole INTO ko_terms, ko_whole FROM search.lexical_query(tenant, 'ko', terms, weights) AS q;
  SELECT q.vector, q.whole INTO en_terms, en_whole FROM search.lexical_query(tenant, 'en', terms, weights) AS q;
  RETURN QUERY
  WITH visible AS MATERIALIZED (
    SELECT v.version_id FROM onggi.document_version v
    WHERE v.tenant_id = tenant AND v.live AND v.access_set_id = ANY (open_sets)
      AND (corpora IS NULL OR v.corpus_id = ANY (corpora)) AND (versions IS NULL OR v.version_id = ANY (versions))
  ),
  dense AS MATERIALIZED (
    SELECT d.language, d.chunk_id, d.version_id, -(d.embedding <#> query) AS score
    FROM visible v JOIN onggi.chunk_vector d ON d.tenant_id = tenant AND d.set_id = vector_set AND d.version_id = v.version_id
    WHERE query IS NOT NULL
  ),
  lexical AS MATERIALIZED (
    SELECT l.language, l.chunk_id, l.version_id, -(l.weights <#> CASE l.language WHEN 'ko' THEN ko_terms ELSE en_terms END) AS score
    FROM visible v JOIN onggi.chunk_lexical l ON l.tenant_id = tenant AND l.version_id = v.version_id
  ),
  -- A full join is never planned as a loop over both, which it would be while their statistics still say "empty".
  scored AS MATERIALIZED (
    SELECT coalesce(d.language, l.language) AS language, chunk_id, coalesce(d.version_id, l.version_id) AS version_id,
           coalesce(d.score, 0) AS dense, coalesce(l.score, 0) AS lexical
    FROM dense d FULL JOIN lexical l USING (chunk_id)
  ),
  list AS MATERIALIZED (
    SELECT s.language, count(*)::int AS visible, avg(s.dense)::real AS mean, stddev_pop(s.dense)::real AS deviation,
           max(s.lexical)::real AS best_lexical
    FROM scored s GROUP BY s.language
  )
  SELECT list.language, list.visible,
         CASE WHEN query IS NOT NULL THEN list.mean END, CASE WHEN query IS NOT NULL THEN list.deviation END, list.best_lexical,
         CASE list.language WHEN 'ko' THEN ko_whole ELSE en_whole END,
         c.chunk_id, c.version_id, c.dense::real, c.lexical::real,
         CASE WHEN codes = '{}' THEN 0 ELSE (
           SELECT coalesce(sum(r.rarity), 0)
           FROM onggi.chunk_lexical l, unnest(codes, CASE list.language WHEN 'ko' THEN ko_rarity ELSE en_rarity END) AS r (term, rarity)
           WHERE l.tenant_id = tenant AND l.chunk_id = c.chunk_id AND r.term = ANY (l.terms)) END::real
  FROM list
  CROSS JOIN LATERAL (
    (SELECT s.chunk_id, s.version_id, s.dense, s.lexical FROM scored s
     WHERE s.language = list.language AND query IS NOT NULL ORDER BY s.dense DESC, s.chunk_id LIMIT per_leg)
    UNION
    (SELECT s.chunk_id, s.version_id, s.dense, s.lexical FROM scored s
     WHERE s.language = list.language AND s.lexical > 0 ORDER BY s.lexical DESC, s.chunk_id LIMIT per_leg)
  ) AS c;
END $$;

-- True for an embedding set in which its tenant is searched.
CREATE FUNCTION search.may_be_searched(tenant text, vector_set smallint) RETURNS boolean
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT EXISTS (SELECT FROM onggi.embedding_set e WHERE e.tenant_id = tenant AND e.set_id = vector_set AND e.active)
$$;
ALTER FUNCTION search.may_be_searched(text, smallint) OWNER TO onggi_search;

-- vectors: of the tenant vector_tenants[i], centred, of length 1, in the space of its set vector_sets[i]. terms: of the
-- tenant term_tenants[i], hashed as the index hashes them, with their weights; codes: those of the terms that are exact
-- codes. corpora, versions: NULL for all that the caller may see.
-- Raises ON001, with the tenant as its detail, for a set that may not be searched.
CREATE FUNCTION search.passages(
  vector_tenants text[], vector_sets smallint[], vectors halfvec[], term_tenants text[], terms int[], weights real[], codes int[],
  corpora uuid[], versions uuid[], per_leg int
) RETURNS TABLE (
  tenant_id text, language text, visible int, dense_mean real, dense_deviation real, best_lexical real, whole_lexical real,
  chunk_id uuid, version_id uuid, dense real, lexical real, code real
) LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public SET plan_cache_mode = force_custom_plan SET jit = off SET work_mem = '64MB'
  SET max_parallel_workers_per_gather = 0 SET enable_mergejoin = off AS $$
DECLARE granted record;
BEGIN
  FOR granted IN
    SELECT g.tenant, g.groups, g.label, vector_sets[v.place] AS vector_set, vectors[v.place] AS vector,
           ARRAY(SELECT u.term FROM unnest(term_tenants, terms) AS u (tenant, term) WHERE u.tenant = g.tenant) AS terms,
           ARRAY(SELECT u.weight FROM unnest(term_tenants, weights) AS u (tenant, weight) WHERE u.tenant = g.tenant) AS weights
    FROM jsonb_to_recordset(tenancy.context() -> 'grants') AS g (tenant text, groups text[], label text)
    CROSS JOIN LATERAL (SELECT array_position(vector_tenants, g.tenant) AS place) AS v
  LOOP
    IF granted.vector IS NOT NULL AND NOT search.may_be_searched(granted.tenant, granted.vector_set) THEN
      RAISE EXCEPTION 'embedding set % may not be searched', granted.vector_set USING ERRCODE = 'ON001', DETAIL = granted.tenant;
    END IF;
    RETURN QUERY
    SELECT granted.tenant, c.*
    FROM search.exact_candidates(granted.tenant, granted.groups, granted.label, passages.corpora, passages.versions,
                                 granted.vector_set, granted.vector, granted.terms, granted.weights,
                                 ARRAY(SELECT t FROM unnest(passages.codes) AS t WHERE t = ANY (granted.terms)),
                                 least(passages.per_leg, 200)) AS c;
  END LOOP;
END $$;

ALTER FUNCTION search.exact_candidates(text, text[], text, uuid[], uuid[], smallint, halfvec, int[], real[], int[], int)
  OWNER TO onggi_search;
ALTER FUNCTION search.passages(text[], smallint[], halfvec[], text[], int[], real[], int[], uuid[], uuid[], int) OWNER TO onggi_search;
GRANT EXECUTE ON FUNCTION search.passages(text[], smallint[], halfvec[], text[], int[], real[], int[], uuid[], uuid[], int) TO onggi_app;
