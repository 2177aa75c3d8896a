-- Hybrid search. search.passages is the only door: SECURITY DEFINER, owned by onggi_search, which reads index rows and
-- nothing else. Whose rows it reads comes from tenancy.context() alone (groups and clearance; managing opens nothing
-- here); its arguments score and narrow. It returns ids and scores: texts are read afterwards, under row-level security.
-- Measured reasons: docs/adr/0005-search-in-postgresql.md.

-- The BM25 query of one tenant and language: idf · weight of each term (an unknown one counts as one passage's), and the
-- score of an average passage that holds every term once, codes counted as words.
CREATE FUNCTION search.lexical_query(tenant text, of_language text, terms int[], weights real[], OUT vector sparsevec, OUT whole real)
  LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT ('{' || coalesce(string_agg(q.term || ':' || q.weight * i.idf, ','), '') || '}/536870912')::sparsevec,
         coalesce(sum(least(q.weight, 1) * i.idf), 0)::real
  FROM (SELECT u.term, max(u.weight) AS weight FROM unnest(terms, weights) AS u (term, weight) GROUP BY u.term) AS q
  LEFT JOIN onggi.term_frequency f ON f.tenant_id = tenant AND f.language = of_language AND f.term = q.term
  LEFT JOIN onggi.index_statistics s ON s.tenant_id = tenant AND s.language = of_language
  CROSS JOIN LATERAL (SELECT greatest(s.chunk_count, f.document_frequency, 1)::float8 AS total,
                             coalesce(f.document_frequency, 1)::float8 AS df) AS n
  CROSS JOIN LATERAL (SELECT ln(1 + (n.total - n.df + 0.5) / (n.df + 0.5)) AS idf) AS i
$$;

-- How much each code tells: 1 for a code of one passage, near 0 for one that stands everywhere.
CREATE FUNCTION search.code_rarity(tenant text, of_language text, codes int[]) RETURNS real[]
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT coalesce(array_agg((ln(1 + (n.total - n.df + 0.5) / (n.df + 0.5)) / ln(1 + (n.total - 0.5) / 1.5))::real ORDER BY c.place), '{}')
  FROM unnest(codes) WITH ORDINALITY AS c (term, place)
  LEFT JOIN onggi.term_frequency f ON f.tenant_id = tenant AND f.language = of_language AND f.term = c.term
  LEFT JOIN onggi.index_statistics s ON s.tenant_id = tenant AND s.language = of_language
  CROSS JOIN LATERAL (SELECT greatest(s.chunk_count, f.document_frequency, 1)::float8 AS total,
                             coalesce(f.document_frequency, 1)::float8 AS df) AS n
$$;

-- Both legs exactly, over every visible passage of one tenant, each language a list of its own: the best of either leg,
-- with both scores. Below some 10,000 visible passages nothing is faster than reading them all; above, GIN and HNSW
-- take over, in functions beside this one, chosen by the number that search.visible_passages counts.
CREATE FUNCTION search.exact_candidates(
  tenant text, groups text[], label text, corpora uuid[],
  query halfvec, terms int[], weights real[], codes int[], per_leg int
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
  set_in_use smallint := (SELECT e.set_id FROM onggi.embedding_set e WHERE e.tenant_id = tenant AND e.active);
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
      AND (corpora IS NULL OR v.corpus_id = ANY (corpora))
  ),
  dense AS MATERIALIZED (
    SELECT d.language, d.chunk_id, d.version_id, -(d.embedding <#> query) AS score
    FROM visible v JOIN onggi.chunk_vector d ON d.tenant_id = tenant AND d.set_id = set_in_use AND d.version_id = v.version_id
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
  SELECT list.language, list.visible, list.mean, list.deviation, list.best_lexical,
         CASE list.language WHEN 'ko' THEN ko_whole ELSE en_whole END,
         c.chunk_id, c.version_id, c.dense::real, c.lexical::real,
         CASE WHEN codes = '{}' THEN 0 ELSE (
           SELECT coalesce(sum(r.rarity), 0)
           FROM onggi.chunk_lexical l, unnest(codes, CASE list.language WHEN 'ko' THEN ko_rarity ELSE en_rarity END) AS r (term, rarity)
           WHERE l.tenant_id = tenant AND l.chunk_id = c.chunk_id AND r.term = ANY (l.terms)) END::real
  FROM list
  CROSS JOIN LATERAL (
    (SELECT s.chunk_id, s.version_id, s.dense, s.lexical FROM scored s
     WHERE s.language = list.language ORDER BY s.dense DESC, s.chunk_id LIMIT per_leg)
    UNION
    (SELECT s.chunk_id, s.version_id, s.dense, s.lexical FROM scored s
     WHERE s.language = list.language AND s.lexical > 0 ORDER BY s.lexical DESC, s.chunk_id LIMIT per_leg)
  ) AS c;
END $$;

-- query: centred unit vector. terms: of the tenant term_tenants[i], hashed as the index hashes them, with their weights;
-- codes: those of the terms that are exact codes. corpora: NULL for all that the caller may see.
CREATE FUNCTION search.passages(
  query halfvec, term_tenants text[], terms int[], weights real[], codes int[], corpora uuid[], per_leg int
) RETURNS TABLE (
  tenant_id text, language text, visible int, dense_mean real, dense_deviation real, best_lexical real, whole_lexical real,
  chunk_id uuid, version_id uuid, dense real, lexical real, code real
) LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public SET plan_cache_mode = force_custom_plan SET jit = off SET work_mem = '64MB'
  SET max_parallel_workers_per_gather = 0 SET enable_mergejoin = off AS $$
DECLARE granted record;
BEGIN
  FOR granted IN
    SELECT g.tenant, g.groups, g.label,
           ARRAY(SELECT u.term FROM unnest(term_tenants, terms) AS u (tenant, term) WHERE u.tenant = g.tenant) AS terms,
           ARRAY(SELECT u.weight FROM unnest(term_tenants, weights) AS u (tenant, weight) WHERE u.tenant = g.tenant) AS weights
    FROM jsonb_to_recordset(tenancy.context() -> 'grants') AS g (tenant text, groups text[], label text)
  LOOP
    RETURN QUERY
    SELECT granted.tenant, c.*
    FROM search.exact_candidates(granted.tenant, granted.groups, granted.label, passages.corpora, passages.query,
                                 granted.terms, granted.weights,
                                 ARRAY(SELECT t FROM unnest(passages.codes) AS t WHERE t = ANY (granted.terms)),
                                 least(passages.per_leg, 200)) AS c;
  END LOOP;
END $$;

ALTER FUNCTION search.lexical_query(text, text, int[], real[]) OWNER TO onggi_search;
ALTER FUNCTION search.code_rarity(text, text, int[]) OWNER TO onggi_search;
ALTER FUNCTION search.exact_candidates(text, text[], text, uuid[], halfvec, int[], real[], int[], int) OWNER TO onggi_search;
ALTER FUNCTION search.passages(halfvec, text[], int[], real[], int[], uuid[], int) OWNER TO onggi_search;
GRANT EXECUTE ON FUNCTION search.passages(halfvec, text[], int[], real[], int[], uuid[], int) TO onggi_app;
