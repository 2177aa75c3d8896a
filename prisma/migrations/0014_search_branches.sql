-- Search at scale. A search names the embedding set that its vector belongs to, tenant by tenant, may be narrowed to
-- document versions, and goes one of three ways for each language: everything that the caller may see is read (few
-- passages), vectors are read and words come from GIN, or vectors come from HNSW as well.
-- Measured reasons: docs/adr/0005-search-in-postgresql.md.

DROP FUNCTION search.passages(halfvec, text[], int[], real[], int[], uuid[], int);
DROP FUNCTION search.exact_candidates(text, text[], text, uuid[], halfvec, int[], real[], int[], int);
DROP FUNCTION search.lexical_query(text, text, int[], real[]);
DROP FUNCTION search.code_rarity(text, text, int[]);

-- ── sizes ───────────────────────────────────────────────────────────────────────────────────────────────────────────
-- exact: passages up to which both legs read all of them. exact_dense: up to which vectors are read.
-- postings: passages that the lexical leg scores by GIN, at most; twice as many for a caller who sees less than half.
-- wide: passages from which on HNSW looks twice as far.
CREATE FUNCTION search.limits(OUT exact int, OUT exact_dense int, OUT postings int, OUT wide int)
  LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$ SELECT 10000, 30000, 10000, 100000 $$;

-- The name of a list's index, in the schema of partitions. Short: names have 63 bytes, tenants up to 39.
CREATE FUNCTION search.index_name(kind text, tenant text, of_language text, vector_set int) RETURNS text
  LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT kind || '__' || tenant || '__' || CASE kind WHEN 'hnsw' THEN vector_set || '_' ELSE '' END || of_language
$$;

-- True when the index is there and whole: not while it is built for the first time, nor when that was cut short.
CREATE FUNCTION search.has_index(index_name text) RETURNS boolean
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_index i ON i.indexrelid = c.oid
                 WHERE n.nspname = 'partition' AND c.relname = index_name AND i.indisvalid AND i.indisready)
$$;

-- Passages that the caller may see, in both languages. A large number is the one that was counted last; one that may
-- decide that all of them are read is counted now.
CREATE FUNCTION search.visible_passages(tenant text, open_sets uuid[], corpora uuid[], versions uuid[]) RETURNS bigint
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE counted bigint;
BEGIN
  IF versions IS NULL THEN
    SELECT sum(a.chunk_count) INTO counted FROM onggi.access_statistics a
    WHERE a.tenant_id = tenant AND a.access_set_id = ANY (open_sets) AND (corpora IS NULL OR a.corpus_id = ANY (corpora));
    IF counted > 2 * (SELECT l.exact_dense FROM search.limits() AS l) THEN
      RETURN counted;
    END IF;
  END IF;
  SELECT coalesce(sum(v.chunk_count), 0) INTO counted FROM onggi.document_version v
  WHERE v.tenant_id = tenant AND v.live AND v.access_set_id = ANY (open_sets)
    AND (corpora IS NULL OR v.corpus_id = ANY (corpora)) AND (versions IS NULL OR v.version_id = ANY (versions));
  RETURN counted;
END $$;

-- ── words ───────────────────────────────────────────────────────────────────────────────────────────────────────────
-- The BM25 query of one tenant and language. vector: idf · weight of each term (an unknown one counts as one passage's).
-- whole: the score of an average passage that holds every term once, none weighing more than a word. ordered, frequencies,
-- impacts: its terms from the rarest on, with document frequency and idf · weight.
CREATE FUNCTION search.lexical_query(
  tenant text, of_language text, terms int[], weights real[],
  OUT vector sparsevec, OUT whole real, OUT ordered int[], OUT frequencies int[], OUT impacts float8[]
) LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT ('{' || coalesce(string_agg(q.term || ':' || q.weight * i.idf, ','), '') || '}/536870912')::sparsevec,
         coalesce(sum(least(q.weight, 1) * i.idf), 0)::real,
         coalesce(array_agg(q.term ORDER BY n.df, q.term), '{}'),
         coalesce(array_agg(n.df::int ORDER BY n.df, q.term), '{}'),
         coalesce(array_agg(q.weight * i.idf ORDER BY n.df, q.term), '{}')
  FROM (SELECT u.term, max(u.weight) AS weight FROM unnest(terms, weights) AS u (term, weight) GROUP BY u.term) AS q
  LEFT JOIN onggi.term_frequency f ON f.tenant_id = tenant AND f.language = of_language AND f.term = q.term
  LEFT JOIN onggi.index_statistics s ON s.tenant_id = tenant AND s.language = of_language
  CROSS JOIN LATERAL (SELECT greatest(s.chunk_count, f.document_frequency, 1)::float8 AS total,
                             coalesce(f.document_frequency, 1)::float8 AS df) AS n
  CROSS JOIN LATERAL (SELECT ln(1 + (n.total - n.df + 0.5) / (n.df + 0.5)) AS idf) AS i
$$;

-- How much each code tells: 1 for a code of one passage, near 0 for one that stands everywhere. A code is the same in every
-- language, so it is counted over all of them: otherwise the list that has fewer of it would win by that alone.
CREATE FUNCTION search.code_rarity(tenant text, codes int[]) RETURNS real[]
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT coalesce(array_agg((ln(1 + (n.total - n.df + 0.5) / (n.df + 0.5)) / ln(1 + (n.total - 0.5) / 1.5))::real ORDER BY c.place), '{}')
  FROM unnest(codes) WITH ORDINALITY AS c (term, place)
  CROSS JOIN LATERAL (SELECT sum(f.document_frequency)::float8 AS df FROM onggi.term_frequency f
                      WHERE f.tenant_id = tenant AND f.term = c.term) AS f
  CROSS JOIN LATERAL (SELECT sum(s.chunk_count)::float8 AS total FROM onggi.index_statistics s WHERE s.tenant_id = tenant) AS s
  CROSS JOIN LATERAL (SELECT greatest(s.total, f.df, 1)::float8 AS total, coalesce(f.df, 1)::float8 AS df) AS n
$$;

-- Best first by BM25, from GIN: the passages that hold one of the rarest terms give a score to beat; further terms are
-- read as long as a passage that holds only those and commoner ones could still beat it (MaxScore; a term's weight is
-- below 2.2), and as long as no more than `cap` passages are read.
CREATE FUNCTION search.words_by_index(
  tenant text, of_language text, open_sets uuid[], corpora uuid[], versions uuid[],
  query sparsevec, ordered int[], frequencies int[], impacts float8[], cap int, per_leg int
) RETURNS SETOF uuid LANGUAGE plpgsql STABLE
  SET search_path = pg_catalog, public SET enable_seqscan = off AS $$
DECLARE
  reach bigint[] := ARRAY(SELECT sum(f) OVER (ORDER BY place) FROM unnest(frequencies) WITH ORDINALITY AS u (f, place));
  term_count int := cardinality(ordered);
  taken int := 1;
  wanted int;
  rest float8;
  found uuid[];
  score_to_beat float8;
BEGIN
  IF term_count = 0 THEN
    RETURN;
  END IF;
  WHILE taken < term_count AND reach[taken] < 3 * per_leg LOOP
    taken := taken + 1;
  END LOOP;
  LOOP
    SELECT array_agg(best.chunk_id ORDER BY best.distance, best.chunk_id),
           CASE WHEN count(*) < per_leg THEN 0 ELSE -max(best.distance) END
    INTO found, score_to_beat
    FROM (
      -- Scored first, looked up for visibility from the best on: some fifty look-ups instead of one a candidate.
      SELECT scored.chunk_id, scored.distance
      FROM (
        SELECT candidate.* FROM (
          SELECT l.chunk_id, l.version_id, l.weights <#> query AS distance FROM onggi.chunk_lexical l
          WHERE l.tenant_id = tenant AND l.language = of_language AND l.terms && ordered[1:taken]
          LIMIT cap) AS candidate
        ORDER BY candidate.distance, candidate.chunk_id) AS scored
      WHERE (SELECT v.live AND v.access_set_id = ANY (open_sets) AND (corpora IS NULL OR v.corpus_id = ANY (corpora))
                    AND (versions IS NULL OR v.version_id = ANY (versions))
             FROM onggi.document_version v WHERE v.tenant_id = tenant AND v.version_id = scored.version_id)
      LIMIT per_leg) AS best;
    wanted := term_count;
    rest := 0;
    WHILE wanted > taken AND rest + 2.2 * impacts[wanted] < score_to_beat LOOP
      rest := rest + 2.2 * impacts[wanted];
      wanted := wanted - 1;
    END LOOP;
    WHILE wanted > taken AND reach[wanted] > cap LOOP
      wanted := wanted - 1;
    END LOOP;
    EXIT WHEN wanted = taken;
    taken := wanted;
  END LOOP;
  RETURN QUERY SELECT unnest(found);
END $$;

-- ── meaning ─────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Near ones by HNSW, nearly in order, reading on past what the caller may not see. The list is written into the text
-- because the index is of that list alone.
CREATE FUNCTION search.meaning_by_index(
  tenant text, of_language text, open_sets uuid[], corpora uuid[], versions uuid[], vector_set smallint, query halfvec, per_leg int
) RETURNS SETOF uuid LANGUAGE plpgsql STABLE
  SET search_path = pg_catalog, public SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
  SET hnsw.iterative_scan = 'relaxed_order' SET hnsw.max_scan_tuples = 20000 AS $$
BEGIN
  RETURN QUERY EXECUTE format(
    'SELECT c.chunk_id FROM onggi.chunk_vector c
     WHERE c.tenant_id = %1$L AND c.set_id = %2$s AND c.language = %3$L
       AND (SELECT v.live AND v.access_set_id = ANY ($1) AND ($2 IS NULL OR v.corpus_id = ANY ($2))
                   AND ($3 IS NULL OR v.version_id = ANY ($3))
            FROM onggi.document_version v WHERE v.tenant_id = %1$L AND v.version_id = c.version_id)
     ORDER BY c.embedding::halfvec(%4$s) <#> $4 LIMIT $5', tenant, vector_set, of_language, vector_dims(query))
  USING open_sets, corpora, versions, query, per_leg;
END $$;

-- The nearest of all that the caller may see. "+ 0" keeps every index of vectors out.
CREATE FUNCTION search.meaning_by_reading(
  tenant text, of_language text, open_sets uuid[], corpora uuid[], versions uuid[], vector_set smallint, query halfvec, per_leg int
) RETURNS SETOF uuid LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT d.chunk_id
  FROM onggi.document_version v
  JOIN onggi.chunk_vector d
    ON d.tenant_id = tenant AND d.set_id = vector_set AND d.language = of_language AND d.version_id = v.version_id
  WHERE v.tenant_id = tenant AND v.live AND v.access_set_id = ANY (open_sets)
    AND (corpora IS NULL OR v.corpus_id = ANY (corpora)) AND (versions IS NULL OR v.version_id = ANY (versions))
  ORDER BY (d.embedding <#> query) + 0 LIMIT per_leg
$$;

-- ── lists ───────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Both legs exactly, over every visible passage of one tenant in these languages, each language a list of its own: the
-- best of either leg, and of the passages that hold a code of the question, with both scores. A query that is NULL has no dense leg: its scores are 0, its mean and deviation NULL.
CREATE FUNCTION search.exact_candidates(
  tenant text, languages text[], open_sets uuid[], corpora uuid[], versions uuid[],
  vector_set smallint, query halfvec, terms int[], weights real[], codes int[], per_leg int
) RETURNS TABLE (
  language text, visible int, dense_mean real, dense_deviation real, best_lexical real, whole_lexical real,
  chunk_id uuid, version_id uuid, dense real, lexical real, code real
) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE
  ko_terms sparsevec; ko_whole real;
  en_terms sparsevec; en_whole real;
  rarity real[] := search.code_rarity(tenant, codes);
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
    FROM visible v JOIN onggi.chunk_vector d
      ON d.tenant_id = tenant AND d.set_id = vector_set AND d.version_id = v.version_id AND d.language = ANY (languages)
    WHERE query IS NOT NULL
  ),
  lexical AS MATERIALIZED (
    SELECT l.language, l.chunk_id, l.version_id, -(l.weights <#> CASE l.language WHEN 'ko' THEN ko_terms ELSE en_terms END) AS score,
           codes <> '{}' AND l.terms && codes AS coded
    FROM visible v JOIN onggi.chunk_lexical l
      ON l.tenant_id = tenant AND l.version_id = v.version_id AND l.language = ANY (languages)
  ),
  -- A full join is never planned as a loop over both, which it would be while their statistics still say "empty".
  scored AS MATERIALIZED (
    SELECT coalesce(d.language, l.language) AS language, chunk_id, coalesce(d.version_id, l.version_id) AS version_id,
           coalesce(d.score, 0) AS dense, coalesce(l.score, 0) AS lexical, l.coded
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
           FROM onggi.chunk_lexical l, unnest(codes, rarity) AS r (term, rarity)
           WHERE l.tenant_id = tenant AND l.chunk_id = c.chunk_id AND r.term = ANY (l.terms)) END::real
  FROM list
  CROSS JOIN LATERAL (
    (SELECT s.chunk_id, s.version_id, s.dense, s.lexical FROM scored s
     WHERE s.language = list.language AND query IS NOT NULL ORDER BY s.dense DESC, s.chunk_id LIMIT per_leg)
    UNION
    (SELECT s.chunk_id, s.version_id, s.dense, s.lexical FROM scored s
     WHERE s.language = list.language AND s.lexical > 0 ORDER BY s.lexical DESC, s.chunk_id LIMIT per_leg)
    UNION
    (SELECT s.chunk_id, s.version_id, s.dense, s.lexical FROM scored s
     WHERE s.language = list.language AND s.coded ORDER BY s.lexical DESC, s.chunk_id LIMIT per_leg)
  ) AS c;
END $$;

-- One language's list by indexes: words and codes by GIN, meaning by HNSW or, without one, by reading. What either leg finds is
-- scored in the other by its key. Mean and deviation are those of the list's sample. visible is told by the caller.
CREATE FUNCTION search.indexed_candidates(
  tenant text, of_language text, open_sets uuid[], corpora uuid[], versions uuid[], visible int, of_all int,
  by_hnsw boolean, vector_set smallint, query halfvec, terms int[], weights real[], codes int[], per_leg int
) RETURNS TABLE (
  language text, list_visible int, dense_mean real, dense_deviation real, best_lexical real, whole_lexical real,
  chunk_id uuid, version_id uuid, dense real, lexical real, code real
) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE
  words record;
  bounds record;
  rarity real[] := search.code_rarity(tenant, codes);
  postings int;
  coded uuid[] := '{}';
  near uuid[] := '{}';
  worded uuid[];
  mean real; deviation real;
BEGIN
  SELECT * INTO bounds FROM search.limits();
  SELECT * INTO words FROM search.lexical_query(tenant, of_language, terms, weights);
  IF by_hnsw THEN
    PERFORM set_config('hnsw.ef_search', CASE WHEN of_all > bounds.wide OR 2 * visible < of_all THEN '200' ELSE '100' END, true);
    near := ARRAY(SELECT search.meaning_by_index(tenant, of_language, open_sets, corpora, versions, vector_set, query, per_leg));
  ELSIF query IS NOT NULL THEN
    near := ARRAY(SELECT search.meaning_by_reading(tenant, of_language, open_sets, corpora, versions, vector_set, query, per_leg));
  END IF;
  postings := bounds.postings * CASE WHEN 2 * visible < of_all THEN 2 ELSE 1 END;
  worded := ARRAY(SELECT search.words_by_index(tenant, of_language, open_sets, corpora, versions, words.vector, words.ordered,
    words.frequencies, words.impacts, postings, per_leg));
  IF codes <> '{}' THEN
    coded := ARRAY(SELECT found.* FROM (
      SELECT array_agg(o.term ORDER BY o.place) AS ordered, array_agg(o.frequency ORDER BY o.place) AS frequencies,
             array_agg(o.impact ORDER BY o.place) AS impacts
      FROM unnest(words.ordered, words.frequencies, words.impacts) WITH ORDINALITY AS o (term, frequency, impact, place)
      WHERE o.term = ANY (codes)) AS own
      CROSS JOIN LATERAL search.words_by_index(tenant, of_language, open_sets, corpora, versions, words.vector, own.ordered,
        own.frequencies, own.impacts, postings, per_leg) AS found);
  END IF;
  SELECT avg(-(s.embedding <#> query)), stddev_pop(-(s.embedding <#> query)) INTO mean, deviation
  FROM onggi.vector_sample s WHERE s.tenant_id = tenant AND s.set_id = vector_set AND s.language = of_language;
  RETURN QUERY
  SELECT of_language, visible, mean, deviation, max(c.lexical) OVER ()::real, words.whole, c.chunk_id, c.version_id,
         c.dense::real, c.lexical::real, c.code::real
  FROM (
    SELECT l.chunk_id, l.version_id, -(l.weights <#> words.vector) AS lexical, coalesce(-(d.embedding <#> query), 0) AS dense,
           (SELECT coalesce(sum(r.rarity), 0) FROM unnest(codes, rarity) AS r (term, rarity) WHERE r.term = ANY (l.terms)) AS code
    FROM (SELECT DISTINCT u.id FROM unnest(near || worded || coded) AS u (id)) AS found
    JOIN onggi.chunk_lexical l ON l.tenant_id = tenant AND l.chunk_id = found.id
    LEFT JOIN onggi.chunk_vector d ON d.tenant_id = tenant AND d.set_id = vector_set AND d.chunk_id = found.id) AS c;
END $$;

-- ── the door ────────────────────────────────────────────────────────────────────────────────────────────────────────
-- All lists of one tenant, each by the way that its size and its indexes allow.
CREATE FUNCTION search.tenant_candidates(
  tenant text, groups text[], label text, corpora uuid[], versions uuid[],
  vector_set smallint, query halfvec, terms int[], weights real[], codes int[], per_leg int
) RETURNS TABLE (
  language text, visible int, dense_mean real, dense_deviation real, best_lexical real, whole_lexical real,
  chunk_id uuid, version_id uuid, dense real, lexical real, code real
) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE
  -- Constants of the plan: a search in all corpora must not be planned as one in some.
  open_sets uuid[] := ARRAY(
    SELECT a.access_set_id FROM onggi.access_set a
    WHERE a.tenant_id = tenant AND a.groups && tenant_candidates.groups
      AND tenancy.label_rank(a.label) <= tenancy.label_rank(tenant_candidates.label));
  visible bigint := search.visible_passages(tenant, open_sets, corpora, versions);
  bounds record;
  list record;
  read_whole text[] := '{ko,en}';
BEGIN
  SELECT * INTO bounds FROM search.limits();
  IF visible > bounds.exact THEN
    FOR list IN
      SELECT s.language, s.chunk_count, least(visible, s.chunk_count) AS bound,
             round(visible * s.chunk_count::numeric / greatest(visible, sum(s.chunk_count) OVER ()))::int AS share
      FROM onggi.index_statistics s WHERE s.tenant_id = tenant
    LOOP
      CONTINUE WHEN list.bound <= bounds.exact OR NOT search.has_index(search.index_name('gin', tenant, list.language, NULL))
        OR query IS NOT NULL AND NOT EXISTS (
          SELECT FROM onggi.vector_sample v WHERE v.tenant_id = tenant AND v.set_id = vector_set AND v.language = list.language);
      read_whole := array_remove(read_whole, list.language);
      RETURN QUERY SELECT * FROM search.indexed_candidates(
        tenant, list.language, open_sets, corpora, versions, list.share, list.chunk_count,
        query IS NOT NULL AND list.bound > bounds.exact_dense
          AND search.has_index(search.index_name('hnsw', tenant, list.language, vector_set)),
        vector_set, query, terms, weights, codes, per_leg);
    END LOOP;
  END IF;
  IF read_whole = '{}' THEN
    RETURN;
  END IF;
  -- Few: from their versions to their rows. Many, where an index is not there: once through the list.
  PERFORM set_config(CASE WHEN visible > bounds.exact_dense THEN 'enable_nestloop' ELSE 'enable_hashjoin' END, 'off', true);
  RETURN QUERY SELECT * FROM search.exact_candidates(
    tenant, read_whole, open_sets, corpora, versions, vector_set, query, terms, weights, codes, per_leg);
END $$;

-- True for an embedding set in which its tenant is searched.
CREATE FUNCTION search.may_be_searched(tenant text, vector_set smallint) RETURNS boolean
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT EXISTS (SELECT FROM onggi.embedding_set e WHERE e.tenant_id = tenant AND e.set_id = vector_set AND e.active)
$$;

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
    PERFORM set_config('enable_nestloop', 'on', true), set_config('enable_hashjoin', 'on', true);
    RETURN QUERY
    SELECT granted.tenant, c.*
    FROM search.tenant_candidates(granted.tenant, granted.groups, granted.label, passages.corpora, passages.versions,
                                  granted.vector_set, granted.vector, granted.terms, granted.weights,
                                  ARRAY(SELECT t FROM unnest(passages.codes) AS t WHERE t = ANY (granted.terms)),
                                  least(passages.per_leg, 200)) AS c;
  END LOOP;
END $$;

DO $$
DECLARE helper text;
BEGIN
  FOREACH helper IN ARRAY ARRAY['limits', 'index_name', 'has_index', 'visible_passages', 'lexical_query', 'code_rarity', 'words_by_index',
    'meaning_by_index', 'meaning_by_reading', 'exact_candidates', 'indexed_candidates', 'tenant_candidates', 'may_be_searched', 'passages'] LOOP
    EXECUTE format('ALTER FUNCTION search.%I OWNER TO onggi_search', helper);
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION search.passages(text[], smallint[], halfvec[], text[], int[], real[], int[], uuid[], uuid[], int) TO onggi_app;
-- The plan of indexes is made with the search's own sizes and names.
GRANT EXECUTE ON FUNCTION search.limits(), search.index_name(text, text, text, int), search.has_index(text) TO onggi_app, onggi_owner;
GRANT USAGE ON SCHEMA search TO onggi_owner;
