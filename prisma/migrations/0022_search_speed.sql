-- Searching with less work for the same candidates: both languages are read in one pass and not joined row by row, of what
-- the words leg scores only its best are sorted, and indexes are looked up once. Measured: docs/adr/0005-search-in-postgresql.md.

-- exact: passages up to which both legs read all of them, and half as many again for a caller who sees less than a quarter,
-- for whom indexes read on past what is hidden. exact_dense: up to which vectors are read.
-- postings: passages that the lexical leg scores by GIN, at most; twice as many for a caller who sees less than half.
-- wide: passages from which on HNSW looks twice as far.
CREATE OR REPLACE FUNCTION search.limits(OUT exact int, OUT exact_dense int, OUT postings int, OUT wide int)
  LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$ SELECT 10000, 30000, 6000, 100000 $$;

-- Those of these indexes that are there and whole: not while one is built for the first time, nor when that was cut short.
CREATE FUNCTION search.usable_indexes(index_names text[]) RETURNS text[]
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT coalesce(array_agg(c.relname::text), '{}')
  FROM unnest(index_names) AS wanted (name)
  JOIN pg_class c ON c.relname = wanted.name AND c.relnamespace = (SELECT n.oid FROM pg_namespace n WHERE n.nspname = 'partition')
  JOIN pg_index i ON i.indexrelid = c.oid
  WHERE i.indisvalid AND i.indisready
$$;
ALTER FUNCTION search.usable_indexes(text[]) OWNER TO onggi_search;

-- Each term is looked up by its key, also while nothing is known of the table yet: a first recount was read whole for every
-- term until somebody analysed it (16 ms).
-- The BM25 query of one tenant and language. vector: idf · weight of each term (an unknown one counts as one passage's).
-- whole: the score of an average passage that holds every term once, none weighing more than a word. ordered, frequencies,
-- impacts: its terms from the rarest on, with document frequency and idf · weight.
CREATE OR REPLACE FUNCTION search.lexical_query(
  tenant text, of_language text, terms int[], weights real[],
  OUT vector sparsevec, OUT whole real, OUT ordered int[], OUT frequencies int[], OUT impacts float8[]
) LANGUAGE sql STABLE SET search_path = pg_catalog, public
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
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

-- Best first by BM25, from GIN: the passages that hold one of the rarest terms give a score to beat; further terms are
-- read as long as a passage that holds only those and commoner ones could still beat it (MaxScore; a term's weight is
-- below 2.2), and as long as no more than `cap` passages are read.
CREATE OR REPLACE FUNCTION search.words_by_index(
  tenant text, of_language text, open_sets uuid[], corpora uuid[], versions uuid[],
  query sparsevec, ordered int[], frequencies int[], impacts float8[], cap int, per_leg int
) RETURNS SETOF uuid LANGUAGE plpgsql STABLE
  SET search_path = pg_catalog, public SET enable_seqscan = off AS $$
DECLARE
  reach bigint[] := ARRAY(SELECT sum(f) OVER (ORDER BY place) FROM unnest(frequencies) WITH ORDINALITY AS u (f, place));
  term_count int := cardinality(ordered);
  taken int := 1;
  wanted int;
  -- So many of the best are looked up for visibility; all of them where too few of these are visible.
  looked_up int := 4 * per_leg;
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
      SELECT scored.chunk_id, scored.distance
      FROM (
        SELECT candidate.* FROM (
          SELECT l.chunk_id, l.version_id, l.weights <#> query AS distance FROM onggi.chunk_lexical l
          WHERE l.tenant_id = tenant AND l.language = of_language AND l.terms && ordered[1:taken]
          LIMIT cap) AS candidate
        ORDER BY candidate.distance, candidate.chunk_id LIMIT looked_up) AS scored
      WHERE (SELECT v.live AND v.access_set_id = ANY (open_sets) AND (corpora IS NULL OR v.corpus_id = ANY (corpora))
                    AND (versions IS NULL OR v.version_id = ANY (versions))
             FROM onggi.document_version v WHERE v.tenant_id = tenant AND v.version_id = scored.version_id)
      LIMIT per_leg) AS best;
    IF score_to_beat = 0 AND reach[taken] > looked_up THEN
      looked_up := NULL;
      CONTINUE;
    END IF;
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

-- Both legs exactly, over every visible passage of one tenant in these languages, each language a list of its own: the
-- best of either leg, and of the passages that hold a code of the question, with both scores. Each leg is read once. A query
-- that is NULL has no dense leg: its scores are 0, its mean and deviation NULL.
CREATE OR REPLACE FUNCTION search.exact_candidates(
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
  rarity real[] := CASE WHEN codes = '{}' THEN '{}' ELSE search.code_rarity(tenant, codes) END;
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
    SELECT d.language = 'ko' AS korean, d.chunk_id, d.version_id, -(d.embedding <#> query) AS score
    FROM visible v JOIN onggi.chunk_vector d
      ON d.tenant_id = tenant AND d.set_id = vector_set AND d.version_id = v.version_id AND d.language = ANY (languages)
    WHERE query IS NOT NULL
  ),
  -- OFFSET 0: the score is computed once, and only what it leaves is kept.
  worded AS MATERIALIZED (
    SELECT s.* FROM (
      SELECT l.language = 'ko' AS korean, l.chunk_id, l.version_id,
             -(l.weights <#> CASE l.language WHEN 'ko' THEN ko_terms ELSE en_terms END) AS score,
             codes <> '{}' AND l.terms && codes AS coded
      FROM visible v JOIN onggi.chunk_lexical l
        ON l.tenant_id = tenant AND l.version_id = v.version_id AND l.language = ANY (languages)
      WHERE terms <> '{}' OFFSET 0) AS s
    WHERE s.score > 0
  ),
  list AS MATERIALIZED (
    SELECT d.korean, count(*)::int AS visible, avg(d.score)::real AS mean, stddev_pop(d.score)::real AS deviation
    FROM dense d GROUP BY d.korean
    UNION ALL
    SELECT l.language = 'ko', count(*)::int, NULL, NULL
    FROM visible v JOIN onggi.chunk_lexical l
      ON l.tenant_id = tenant AND l.version_id = v.version_id AND l.language = ANY (languages)
    WHERE query IS NULL GROUP BY 1
  ),
  best AS MATERIALIZED (SELECT w.korean, max(w.score)::real AS lexical FROM worded w GROUP BY w.korean),
  found AS MATERIALIZED (
    SELECT f.korean, f.chunk_id, f.version_id, max(f.dense) AS dense, max(f.lexical) AS lexical
    FROM (
      (SELECT d.korean, d.chunk_id, d.version_id, d.score AS dense, NULL::float8 AS lexical FROM dense d
       WHERE d.korean ORDER BY d.score DESC, d.chunk_id LIMIT per_leg)
      UNION ALL
      (SELECT d.korean, d.chunk_id, d.version_id, d.score, NULL FROM dense d
       WHERE NOT d.korean ORDER BY d.score DESC, d.chunk_id LIMIT per_leg)
      UNION ALL
      (SELECT w.korean, w.chunk_id, w.version_id, NULL, w.score FROM worded w
       WHERE w.korean ORDER BY w.score DESC, w.chunk_id LIMIT per_leg)
      UNION ALL
      (SELECT w.korean, w.chunk_id, w.version_id, NULL, w.score FROM worded w
       WHERE NOT w.korean ORDER BY w.score DESC, w.chunk_id LIMIT per_leg)
      UNION ALL
      (SELECT w.korean, w.chunk_id, w.version_id, NULL, w.score FROM worded w
       WHERE w.korean AND w.coded ORDER BY w.score DESC, w.chunk_id LIMIT per_leg)
      UNION ALL
      (SELECT w.korean, w.chunk_id, w.version_id, NULL, w.score FROM worded w
       WHERE NOT w.korean AND w.coded ORDER BY w.score DESC, w.chunk_id LIMIT per_leg)
    ) AS f GROUP BY f.korean, f.chunk_id, f.version_id
  )
  -- What one leg found is scored in the other by its key.
  SELECT CASE WHEN f.korean THEN 'ko' ELSE 'en' END, list.visible, list.mean, list.deviation,
         coalesce(best.lexical, 0)::real, CASE WHEN f.korean THEN ko_whole ELSE en_whole END, f.chunk_id, f.version_id,
         coalesce(f.dense, CASE WHEN query IS NULL THEN 0 ELSE (
           SELECT -(d.embedding <#> query) FROM onggi.chunk_vector d
           WHERE d.tenant_id = tenant AND d.set_id = vector_set AND d.chunk_id = f.chunk_id) END, 0)::real,
         coalesce(f.lexical, CASE WHEN terms = '{}' THEN 0 ELSE (
           SELECT -(l.weights <#> CASE WHEN f.korean THEN ko_terms ELSE en_terms END) FROM onggi.chunk_lexical l
           WHERE l.tenant_id = tenant AND l.chunk_id = f.chunk_id) END, 0)::real,
         CASE WHEN codes = '{}' THEN 0 ELSE (
           SELECT coalesce(sum(r.rarity), 0)
           FROM onggi.chunk_lexical l, unnest(codes, rarity) AS r (term, rarity)
           WHERE l.tenant_id = tenant AND l.chunk_id = f.chunk_id AND r.term = ANY (l.terms)) END::real
  FROM found f JOIN list ON list.korean = f.korean LEFT JOIN best ON best.korean = f.korean;
END $$;

-- One language's list by indexes: words and codes by GIN, meaning by HNSW or, without one, by reading. What either leg finds is
-- scored in the other by its key. Mean and deviation are those of the list's sample. visible is told by the caller.
CREATE OR REPLACE FUNCTION search.indexed_candidates(
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
  rarity real[] := CASE WHEN codes = '{}' THEN '{}' ELSE search.code_rarity(tenant, codes) END;
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

-- All lists of one tenant, each by the way that its size and its indexes allow.
CREATE OR REPLACE FUNCTION search.tenant_candidates(
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
  indexes text[];
  all_read int;
BEGIN
  SELECT * INTO bounds FROM search.limits();
  all_read := bounds.exact;
  IF visible > bounds.exact THEN
    SELECT CASE WHEN 4 * visible < sum(s.chunk_count) THEN bounds.exact + bounds.exact / 2 ELSE bounds.exact END INTO all_read
    FROM onggi.index_statistics s WHERE s.tenant_id = tenant;
  END IF;
  IF visible > all_read THEN
    indexes := search.usable_indexes(ARRAY[
      search.index_name('gin', tenant, 'ko', NULL), search.index_name('gin', tenant, 'en', NULL),
      search.index_name('hnsw', tenant, 'ko', vector_set), search.index_name('hnsw', tenant, 'en', vector_set)]);
    FOR list IN
      SELECT s.language, s.chunk_count, least(visible, s.chunk_count) AS bound,
             round(visible * s.chunk_count::numeric / greatest(visible, sum(s.chunk_count) OVER ()))::int AS share
      FROM onggi.index_statistics s WHERE s.tenant_id = tenant
    LOOP
      CONTINUE WHEN list.bound <= all_read OR search.index_name('gin', tenant, list.language, NULL) <> ALL (indexes)
        OR query IS NOT NULL AND NOT EXISTS (
          SELECT FROM onggi.vector_sample v WHERE v.tenant_id = tenant AND v.set_id = vector_set AND v.language = list.language);
      read_whole := array_remove(read_whole, list.language);
      RETURN QUERY SELECT * FROM search.indexed_candidates(
        tenant, list.language, open_sets, corpora, versions, list.share, list.chunk_count,
        query IS NOT NULL AND list.bound > bounds.exact_dense
          AND search.index_name('hnsw', tenant, list.language, vector_set) = ANY (indexes),
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
