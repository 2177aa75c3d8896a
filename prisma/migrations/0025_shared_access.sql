-- Who reads beyond the groups that they are in: departments within departments, and what affiliates open to each other by
-- both sides' consent. docs/adr/0014-shared-access.md says why grants are made at authentication and narrowed by corpus.

-- ── departments ─────────────────────────────────────────────────────────────────────────────────────────────────────
ALTER TABLE onggi.access_group
  ADD COLUMN parent_key text,
  ADD FOREIGN KEY (tenant_id, parent_key) REFERENCES onggi.access_group (tenant_id, group_key) ON DELETE SET NULL (parent_key);
CREATE INDEX access_group_parent ON onggi.access_group (tenant_id, parent_key);

CREATE FUNCTION tenancy.refuse_group_cycle() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  -- One change of a tenant's tree at a time: two that are harmless by themselves may close a circle together.
  PERFORM pg_advisory_xact_lock(hashtextextended('access_group ' || NEW.tenant_id, 0));
  PERFORM FROM (
    WITH RECURSIVE enclosing (group_key) AS (
      SELECT NEW.parent_key
      UNION
      SELECT g.parent_key FROM enclosing e
      JOIN onggi.access_group g ON g.tenant_id = NEW.tenant_id AND g.group_key = e.group_key AND g.parent_key IS NOT NULL)
    SELECT e.group_key FROM enclosing e) AS found
  WHERE found.group_key = NEW.group_key;
  IF FOUND THEN
    RAISE EXCEPTION 'the group % would enclose itself', NEW.group_key USING ERRCODE = 'ON002';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER acyclic BEFORE INSERT OR UPDATE OF parent_key ON onggi.access_group
  FOR EACH ROW WHEN (NEW.parent_key IS NOT NULL) EXECUTE FUNCTION tenancy.refuse_group_cycle();

-- What a credential's group keys open today, in their order: people in a department may read what is addressed to one that
-- encloses it, not the reverse. A suspended group opens nothing, nor what encloses it.
CREATE OR REPLACE FUNCTION tenancy.active_groups(tenant text, keys text[]) RETURNS text[]
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  WITH RECURSIVE opened (group_key, parent_key) AS (
    SELECT g.group_key, g.parent_key FROM onggi.access_group g
    WHERE g.tenant_id = tenant AND g.group_key = ANY (keys) AND g.status = 'active'
    UNION
    SELECT g.group_key, g.parent_key FROM opened o
    JOIN onggi.access_group g ON g.tenant_id = tenant AND g.group_key = o.parent_key AND g.status = 'active')
  SELECT coalesce(array_agg(o.group_key ORDER BY o.group_key), '{}') FROM opened o
$$;

-- ── what affiliates open to each other ──────────────────────────────────────────────────────────────────────────────
-- One row an offer, kept by the tenant whose documents it opens. In force from the receiver's acceptance until it is ended
-- by either side or expires. A corpus is opened to groups of the receiver; a post or secondment opens what the groups named
-- open, in every corpus, to one person.
CREATE TABLE onggi.shared_access (
  tenant_id    text NOT NULL REFERENCES tenancy.tenant,
  share_id     uuid NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('corpus', 'post', 'secondment')),
  receiver     text NOT NULL CHECK (receiver <> tenant_id),
  corpus_id    uuid,
  -- As they were called when it was offered: the receiver has to know what it accepts.
  corpus_ko    text,
  corpus_en    text,
  email        text,
  purpose      text NOT NULL CHECK (char_length(purpose) BETWEEN 1 AND 1000),
  -- Documents addressed to one of these groups of the tenant, labelled at or below the label.
  opens        text[] NOT NULL CHECK (cardinality(opens) > 0),
  label        text NOT NULL CHECK (label IN ('O', 'S', 'C')),
  starts_at    timestamptz NOT NULL,
  expires_at   timestamptz,
  offered_by   text NOT NULL,
  offered_at   timestamptz NOT NULL DEFAULT now(),
  -- Whom the receiver gives it to.
  groups       text[],
  person_id    uuid,
  accepted_by  text,
  accepted_at  timestamptz,
  -- The side that ended it, so that neither sees the other's people.
  ended_side   text CHECK (ended_side IN ('owner', 'receiver')),
  ended_by     text,
  ended_at     timestamptz,
  PRIMARY KEY (tenant_id, share_id),
  FOREIGN KEY (tenant_id, corpus_id) REFERENCES onggi.corpus ON DELETE CASCADE,
  CHECK ((kind = 'corpus') = (corpus_id IS NOT NULL)),
  CHECK ((kind = 'corpus') = (email IS NULL)),
  CHECK (expires_at > starts_at),
  CHECK (expires_at IS NOT NULL OR kind = 'post'),
  CHECK (accepted_at IS NULL OR CASE kind WHEN 'corpus' THEN cardinality(groups) > 0 ELSE person_id IS NOT NULL END)
);
CREATE INDEX shared_access_receiver ON onggi.shared_access (receiver, offered_at);
CREATE INDEX shared_access_corpus ON onggi.shared_access (tenant_id, corpus_id);
CREATE INDEX shared_access_id ON onggi.shared_access (share_id);

CALL tenancy.wall('onggi.shared_access');
-- Both sides' administrators see it. Only the owner writes it, and only as an offer; the rest is done by the functions below.
GRANT SELECT, INSERT ON onggi.shared_access TO onggi_app;
CREATE POLICY receiver_read ON onggi.shared_access FOR SELECT TO onggi_app USING (receiver = (SELECT tenancy.home_tenant()));
CREATE POLICY admins_only ON onggi.shared_access AS RESTRICTIVE FOR ALL TO onggi_app
  USING ((SELECT tenancy.context() ->> 'role') = 'admin') WITH CHECK ((SELECT tenancy.context() ->> 'role') = 'admin');
CREATE POLICY offers_only ON onggi.shared_access AS RESTRICTIVE FOR INSERT TO onggi_app
  WITH CHECK (accepted_at IS NULL AND accepted_by IS NULL AND groups IS NULL AND person_id IS NULL AND ended_at IS NULL);
CREATE POLICY look_up ON onggi.shared_access FOR SELECT TO onggi_owner USING (true);
-- A removed tenant's name may be given anew: what it was offered is not the new one's.
CREATE POLICY either_side ON onggi.shared_access FOR UPDATE TO onggi_owner
  USING (tenant_id = (SELECT tenancy.home_tenant()) OR receiver = (SELECT tenancy.home_tenant())
         OR receiver IN (SELECT t.tenant_id FROM tenancy.tenant t WHERE t.status = 'removing'));

-- Accepts an offer in the name of the home tenant. False when there is none that could be accepted.
CREATE FUNCTION tenancy.accept_share(id uuid, for_groups text[], for_person uuid) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE onggi.shared_access s
  SET accepted_at = now(), accepted_by = tenancy.principal(), groups = for_groups, person_id = for_person
  WHERE s.share_id = id AND s.receiver = tenancy.home_tenant() AND tenancy.context() ->> 'role' = 'admin'
    AND s.accepted_at IS NULL AND s.ended_at IS NULL AND (s.expires_at IS NULL OR s.expires_at > clock_timestamp())
    AND CASE s.kind WHEN 'corpus' THEN for_person IS NULL AND cardinality(for_groups) > 0
        ELSE for_groups IS NULL AND EXISTS (
          SELECT FROM onggi.person p
          WHERE p.tenant_id = s.receiver AND p.person_id = for_person AND p.email = s.email AND p.status = 'active') END;
  RETURN FOUND;
END $$;

-- Ends an offer or what came of it, from either side, for good. False when there is none that could be ended.
CREATE FUNCTION tenancy.end_share(id uuid) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE onggi.shared_access s
  SET ended_at = now(), ended_by = tenancy.principal(),
      ended_side = CASE s.tenant_id WHEN tenancy.home_tenant() THEN 'owner' ELSE 'receiver' END
  WHERE s.share_id = id AND tenancy.home_tenant() IN (s.tenant_id, s.receiver)
    AND tenancy.context() ->> 'role' = 'admin' AND s.ended_at IS NULL;
  RETURN FOUND;
END $$;
GRANT EXECUTE ON FUNCTION tenancy.accept_share(uuid, text[], uuid), tenancy.end_share(uuid) TO onggi_app;

CREATE FUNCTION tenancy.end_shares_of_the_removed() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE onggi.shared_access s SET ended_at = now(), ended_by = 'tenant.remove', ended_side = 'receiver'
  WHERE s.receiver = NEW.tenant_id AND s.ended_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER end_shares AFTER UPDATE OF status ON tenancy.tenant
  FOR EACH ROW WHEN (NEW.status = 'removing') EXECUTE FUNCTION tenancy.end_shares_of_the_removed();

-- ── grants ──────────────────────────────────────────────────────────────────────────────────────────────────────────
-- What other tenants open to a person or key now, as entries of the context's grants. Reading only: nobody manages there.
CREATE FUNCTION tenancy.further_grants(home text, who text, role text, keys text[], clearance text) RETURNS jsonb
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
           'tenant', s.tenant_id, 'groups', to_jsonb(o.groups), 'manage', false, 'share', s.share_id,
           'label', CASE WHEN tenancy.label_rank(s.label) < tenancy.label_rank(clearance) THEN s.label ELSE clearance END,
           'corpora', CASE s.kind WHEN 'corpus' THEN jsonb_build_array(s.corpus_id) END))
           ORDER BY s.offered_at, s.share_id), '[]')
  FROM onggi.shared_access s
  JOIN tenancy.tenant t ON t.tenant_id = s.tenant_id AND t.status = 'active'
  CROSS JOIN LATERAL (
    -- Who has a post in a department is in it; a corpus is opened to others as far as the groups named, and no further.
    SELECT array(SELECT k.key FROM unnest(s.opens) AS k (key)
                 WHERE k.key = 'everyone' OR s.kind = 'corpus' AND k.key = ANY (tenancy.active_groups(s.tenant_id, ARRAY[k.key])))
           || CASE s.kind WHEN 'corpus' THEN '{}' ELSE tenancy.active_groups(s.tenant_id, s.opens) END AS groups) AS o
  WHERE s.receiver = home AND further_grants.role IN ('member', 'curator', 'admin')
    AND s.accepted_at IS NOT NULL AND s.ended_at IS NULL AND s.starts_at <= clock_timestamp()
    AND (s.expires_at IS NULL OR s.expires_at > clock_timestamp())
    AND CASE s.kind WHEN 'corpus' THEN s.groups && (keys || 'everyone'::text) ELSE 'person:' || s.person_id = who END
$$;

-- The same for a person or key of the home tenant whose work goes on.
CREATE FUNCTION tenancy.further_grants_of(who text, role text, keys text[], clearance text) RETURNS jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT tenancy.further_grants(tenancy.home_tenant(), who, role, keys, clearance)
$$;
GRANT EXECUTE ON FUNCTION tenancy.further_grants_of(text, text, text[], text) TO onggi_app;

DROP FUNCTION tenancy.find_session(bytea);
CREATE FUNCTION tenancy.find_session(hash bytea)
  RETURNS TABLE (tenant_id text, session_id uuid, person_id uuid, role text, label text, groups text[], further jsonb)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT s.tenant_id, s.session_id, s.person_id, p.role, p.label, g.groups,
         tenancy.further_grants(s.tenant_id, 'person:' || s.person_id, p.role, g.groups, p.label)
  FROM onggi.session s
  JOIN onggi.person p ON p.tenant_id = s.tenant_id AND p.person_id = s.person_id AND p.status = 'active'
  JOIN tenancy.tenant t ON t.tenant_id = s.tenant_id AND t.status = 'active'
  CROSS JOIN LATERAL (
    SELECT tenancy.active_groups(s.tenant_id, array(SELECT g.group_key FROM onggi.person_group g
                                                    WHERE g.tenant_id = s.tenant_id AND g.person_id = s.person_id)) AS groups) AS g
  WHERE s.token_hash = hash AND s.revoked_at IS NULL AND s.expires_at > clock_timestamp()
    AND s.last_seen_at > clock_timestamp() - interval '8 hours'
$$;

DROP FUNCTION tenancy.find_api_key(uuid);
CREATE FUNCTION tenancy.find_api_key(id uuid)
  RETURNS TABLE (tenant_id text, key_id uuid, secret_hash bytea, previous_secret_hash bytea, role text, label text,
                 groups text[], scopes text[], addresses text[], further jsonb)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT k.tenant_id, k.key_id,
         CASE WHEN tenancy.are_issuers_active(k.tenant_id, k.issuers) THEN k.secret_hash END,
         CASE WHEN k.previous_expires_at > clock_timestamp() AND tenancy.are_issuers_active(k.tenant_id, k.previous_issuers)
              THEN k.previous_secret_hash END,
         k.role, k.label, g.groups, k.scopes, k.addresses,
         tenancy.further_grants(k.tenant_id, 'key:' || k.key_id, k.role, g.groups, k.label)
  FROM onggi.api_key k
  JOIN tenancy.tenant t ON t.tenant_id = k.tenant_id AND t.status = 'active'
  CROSS JOIN LATERAL (SELECT tenancy.active_groups(k.tenant_id, k.groups) AS groups) AS g
  WHERE k.key_id = id AND k.status = 'active' AND k.revoked_at IS NULL
    AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())
$$;
GRANT EXECUTE ON FUNCTION tenancy.find_session(bytea), tenancy.find_api_key(uuid) TO onggi_app;

-- ── walls ───────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Grants of other tenants open documents, never people, keys, groups or answers. So what the walls of a table let be read is
-- the home tenant, where the context grants it, and the tables of documents are read in all tenants granted.
CREATE OR REPLACE FUNCTION tenancy.granted_tenants() RETURNS text[]
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT coalesce(array_agg(DISTINCT entry ->> 'tenant'), '{}')
  FROM jsonb_array_elements(tenancy.context() -> 'grants') AS entry
  WHERE entry ->> 'tenant' = tenancy.home_tenant() AND NOT entry ? 'corpora'
$$;

CREATE FUNCTION tenancy.read_tenants() RETURNS text[]
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT coalesce(array_agg(DISTINCT entry ->> 'tenant'), '{}')
  FROM jsonb_array_elements(tenancy.context() -> 'grants') AS entry
$$;

DO $$
DECLARE target text;
BEGIN
  FOREACH target IN ARRAY ARRAY['corpus', 'access_set', 'document', 'document_version', 'document_content', 'document_page',
                                'chunk', 'embedding_set'] LOOP
    EXECUTE format('ALTER POLICY tenant_read ON onggi.%I USING (tenant_id = ANY ((SELECT tenancy.read_tenants())::text[]))', target);
  END LOOP;
END $$;

-- The access sets that the caller's groups and clearance open in all corpora of a tenant.
CREATE OR REPLACE FUNCTION tenancy.readable_access_sets() RETURNS TABLE (tenant_id text, access_set_id uuid)
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT a.tenant_id, a.access_set_id
  FROM jsonb_to_recordset(tenancy.context() -> 'grants') AS g (tenant text, groups text[], label text, corpora uuid[])
  JOIN onggi.access_set a
    ON a.tenant_id = g.tenant AND a.groups && g.groups AND tenancy.label_rank(a.label) <= tenancy.label_rank(g.label)
  WHERE g.corpora IS NULL
$$;

-- Those opened in one corpus alone, which its tenant shares.
CREATE FUNCTION tenancy.readable_shared_sets() RETURNS TABLE (tenant_id text, access_set_id uuid, corpus_id uuid)
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT a.tenant_id, a.access_set_id, c.corpus_id
  FROM jsonb_to_recordset(tenancy.context() -> 'grants') AS g (tenant text, groups text[], label text, corpora uuid[])
  JOIN onggi.access_set a
    ON a.tenant_id = g.tenant AND a.groups && g.groups AND tenancy.label_rank(a.label) <= tenancy.label_rank(g.label)
  CROSS JOIN LATERAL unnest(g.corpora) AS c (corpus_id)
$$;

-- Corpora of other tenants whose names the caller may know.
CREATE FUNCTION tenancy.shared_corpora() RETURNS TABLE (tenant_id text, corpus_id uuid)
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT g.tenant, c.corpus_id
  FROM jsonb_to_recordset(tenancy.context() -> 'grants') AS g (tenant text, corpora uuid[])
  CROSS JOIN LATERAL unnest(g.corpora) AS c (corpus_id)
$$;

-- Tenants of which some grant opens every corpus.
CREATE FUNCTION tenancy.whole_tenants() RETURNS text[]
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT coalesce(array_agg(DISTINCT entry ->> 'tenant'), '{}')
  FROM jsonb_array_elements(tenancy.context() -> 'grants') AS entry WHERE NOT entry ? 'corpora'
$$;

GRANT EXECUTE ON FUNCTION tenancy.read_tenants(), tenancy.readable_shared_sets(), tenancy.shared_corpora(), tenancy.whole_tenants()
  TO onggi_app;

ALTER POLICY access_read ON onggi.document_version
  USING ((tenant_id, access_set_id) IN (SELECT r.tenant_id, r.access_set_id FROM tenancy.readable_access_sets() r)
         OR (SELECT tenancy.manages((SELECT tenancy.home_tenant()))) AND tenant_id = (SELECT tenancy.home_tenant())
         OR (tenant_id, access_set_id, corpus_id) IN (SELECT r.tenant_id, r.access_set_id, r.corpus_id FROM tenancy.readable_shared_sets() r));
CREATE POLICY access_read ON onggi.corpus AS RESTRICTIVE FOR SELECT TO onggi_app
  USING (tenant_id = (SELECT tenancy.home_tenant()) OR tenant_id = ANY ((SELECT tenancy.whole_tenants())::text[])
         OR (tenant_id, corpus_id) IN (SELECT s.tenant_id, s.corpus_id FROM tenancy.shared_corpora() s));
-- How a tenant groups its readers is its own affair: of others' sets those are seen that are open.
CREATE POLICY access_read ON onggi.access_set AS RESTRICTIVE FOR SELECT TO onggi_app
  USING (tenant_id = (SELECT tenancy.home_tenant()) OR EXISTS (
    SELECT FROM jsonb_to_recordset((SELECT tenancy.context()) -> 'grants') AS g (tenant text, groups text[], label text)
    WHERE g.tenant = access_set.tenant_id AND access_set.groups && g.groups
      AND tenancy.label_rank(access_set.label) <= tenancy.label_rank(g.label)));

-- ── audit ───────────────────────────────────────────────────────────────────────────────────────────────────────────
-- What was done with what another tenant opens, in that tenant's own trail. The principal is named with its tenant. False
-- when the two tenants share nothing.
CREATE POLICY elsewhere ON onggi.audit_event FOR INSERT TO onggi_owner WITH CHECK (true);
CREATE FUNCTION tenancy.audit_elsewhere(event uuid, elsewhere text, done text, done_to text, told jsonb) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE home text := tenancy.home_tenant();
BEGIN
  IF done NOT IN ('share.offer', 'share.accept', 'share.end', 'share.search', 'share.answer', 'share.read') THEN
    RAISE EXCEPTION 'unknown action %', done;
  END IF;
  PERFORM WHERE elsewhere <> home AND (
    elsewhere = ANY (tenancy.read_tenants())
    OR EXISTS (SELECT FROM onggi.shared_access s
               WHERE s.tenant_id = home AND s.receiver = elsewhere OR s.tenant_id = elsewhere AND s.receiver = home));
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  INSERT INTO onggi.audit_event (tenant_id, event_id, principal, action, target, outcome, detail)
  VALUES (elsewhere, event, home || '/' || tenancy.principal(), done, done_to, 'allowed', told);
  RETURN true;
END $$;
GRANT EXECUTE ON FUNCTION tenancy.audit_elsewhere(uuid, text, text, text, jsonb) TO onggi_app;

-- ── search ──────────────────────────────────────────────────────────────────────────────────────────────────────────
-- As before; a grant that is narrowed to corpora is searched in them alone. Each grant gives lists of its own.
CREATE OR REPLACE FUNCTION search.passages(
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
           ARRAY(SELECT u.weight FROM unnest(term_tenants, weights) AS u (tenant, weight) WHERE u.tenant = g.tenant) AS weights,
           CASE WHEN g.corpora IS NULL THEN passages.corpora
                ELSE ARRAY(SELECT c FROM unnest(g.corpora) AS c WHERE passages.corpora IS NULL OR c = ANY (passages.corpora)) END AS corpora
    FROM jsonb_to_recordset(tenancy.context() -> 'grants') AS g (tenant text, groups text[], label text, corpora uuid[])
    CROSS JOIN LATERAL (SELECT array_position(vector_tenants, g.tenant) AS place) AS v
  LOOP
    IF granted.vector IS NOT NULL AND NOT search.may_be_searched(granted.tenant, granted.vector_set) THEN
      RAISE EXCEPTION 'embedding set % may not be searched', granted.vector_set USING ERRCODE = 'ON001', DETAIL = granted.tenant;
    END IF;
    PERFORM set_config('enable_nestloop', 'on', true), set_config('enable_hashjoin', 'on', true);
    RETURN QUERY
    SELECT granted.tenant, c.*
    FROM search.tenant_candidates(granted.tenant, granted.groups, granted.label, granted.corpora, passages.versions,
                                  granted.vector_set, granted.vector, granted.terms, granted.weights,
                                  ARRAY(SELECT t FROM unnest(passages.codes) AS t WHERE t = ANY (granted.terms)),
                                  least(passages.per_leg, 200)) AS c;
  END LOOP;
END $$;
