-- Experts and their glossaries, conversations, answers (references, not copies) and their numbered events.

CREATE TABLE onggi.expert (
  tenant_id      text NOT NULL REFERENCES tenancy.tenant,
  expert_id      uuid NOT NULL,
  expert_key     text NOT NULL,
  name_ko        text NOT NULL,
  name_en        text NOT NULL,
  description_ko text NOT NULL DEFAULT '',
  description_en text NOT NULL DEFAULT '',
  persona_ko     text NOT NULL DEFAULT '',
  persona_en     text NOT NULL DEFAULT '',
  examples       jsonb NOT NULL DEFAULT '[]',
  created_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, expert_id),
  UNIQUE (tenant_id, expert_key)
);

CREATE TABLE onggi.expert_corpus (
  tenant_id text NOT NULL,
  expert_id uuid NOT NULL,
  corpus_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, expert_id, corpus_id),
  FOREIGN KEY (tenant_id, expert_id) REFERENCES onggi.expert ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, corpus_id) REFERENCES onggi.corpus ON DELETE CASCADE
);

CREATE TABLE onggi.glossary_term (
  tenant_id     text NOT NULL,
  term_id       uuid NOT NULL,
  expert_id     uuid NOT NULL,
  ko            text NOT NULL,
  en            text NOT NULL,
  synonyms_ko   text[] NOT NULL DEFAULT '{}',
  synonyms_en   text[] NOT NULL DEFAULT '{}',
  abbreviation  text,
  definition_ko text NOT NULL DEFAULT '',
  definition_en text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, term_id),
  UNIQUE (tenant_id, expert_id, ko, en),
  FOREIGN KEY (tenant_id, expert_id) REFERENCES onggi.expert ON DELETE CASCADE
);

CREATE TABLE onggi.conversation (
  tenant_id       text NOT NULL REFERENCES tenancy.tenant,
  conversation_id uuid NOT NULL,
  principal       text NOT NULL,
  title           text NOT NULL,
  expert_id       uuid,
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, conversation_id),
  FOREIGN KEY (tenant_id, expert_id) REFERENCES onggi.expert
);
CREATE INDEX conversation_owner ON onggi.conversation (tenant_id, principal, updated_at DESC);

CREATE TABLE onggi.answer (
  tenant_id           text NOT NULL,
  answer_id           uuid NOT NULL,
  conversation_id     uuid NOT NULL,
  principal           text NOT NULL,
  question            text NOT NULL,
  language            text NOT NULL CHECK (language IN ('ko', 'en')),
  expert_id           uuid,
  status              text NOT NULL DEFAULT 'RUNNING'
                      CHECK (status IN ('RUNNING', 'GENERATED', 'EXTRACTIVE', 'ABSTAINED', 'FAILED', 'CANCELLED')),
  owner_process       uuid NOT NULL,
  model               text,
  searched            jsonb NOT NULL DEFAULT '{}',
  dropped             int NOT NULL DEFAULT 0,
  usage               jsonb NOT NULL DEFAULT '{}',
  timings             jsonb NOT NULL DEFAULT '{}',
  error_code          text,
  cancel_requested_at timestamptz,
  feedback            jsonb,
  created_at          timestamptz NOT NULL DEFAULT now(),
  finished_at         timestamptz,
  PRIMARY KEY (tenant_id, answer_id),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES onggi.conversation ON DELETE CASCADE
);
CREATE INDEX answer_conversation ON onggi.answer (tenant_id, conversation_id, created_at);
CREATE INDEX answer_running ON onggi.answer (owner_process) WHERE status = 'RUNNING';

CREATE TABLE onggi.answer_sentence (
  tenant_id text NOT NULL,
  answer_id uuid NOT NULL,
  ordinal   int NOT NULL,
  text      text NOT NULL,
  verdict   text NOT NULL CHECK (verdict IN ('supported', 'quoted')),
  PRIMARY KEY (tenant_id, answer_id, ordinal),
  FOREIGN KEY (tenant_id, answer_id) REFERENCES onggi.answer ON DELETE CASCADE
);

CREATE TABLE onggi.answer_citation (
  tenant_id  text NOT NULL,
  answer_id  uuid NOT NULL,
  ordinal    int NOT NULL,
  position   int NOT NULL,
  version_id uuid NOT NULL,
  text_start int NOT NULL,
  text_end   int NOT NULL,
  PRIMARY KEY (tenant_id, answer_id, ordinal, position),
  FOREIGN KEY (tenant_id, answer_id, ordinal) REFERENCES onggi.answer_sentence ON DELETE CASCADE
);

CREATE TABLE onggi.answer_passage (
  tenant_id  text NOT NULL,
  answer_id  uuid NOT NULL,
  rank       int NOT NULL,
  chunk_id   uuid NOT NULL,
  version_id uuid NOT NULL,
  text_start int NOT NULL,
  text_end   int NOT NULL,
  score      real NOT NULL,
  PRIMARY KEY (tenant_id, answer_id, rank),
  FOREIGN KEY (tenant_id, answer_id) REFERENCES onggi.answer ON DELETE CASCADE
);

CREATE TABLE onggi.answer_event (
  tenant_id text NOT NULL,
  answer_id uuid NOT NULL,
  sequence  int NOT NULL,
  kind      text NOT NULL,
  payload   jsonb NOT NULL,
  at        timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, answer_id, sequence),
  FOREIGN KEY (tenant_id, answer_id) REFERENCES onggi.answer ON DELETE CASCADE
);

DO $$
DECLARE target text;
BEGIN
  FOREACH target IN ARRAY ARRAY['expert', 'expert_corpus', 'glossary_term', 'conversation', 'answer', 'answer_sentence',
                                'answer_citation', 'answer_passage', 'answer_event'] LOOP
    EXECUTE format('CALL tenancy.wall(%L)', 'onggi.' || target);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON onggi.%I TO onggi_app', target);
  END LOOP;
  -- An answer belongs to the one who asked.
  FOREACH target IN ARRAY ARRAY['conversation', 'answer'] LOOP
    EXECUTE format('CREATE POLICY owner_only ON onggi.%I AS RESTRICTIVE FOR ALL TO onggi_app
                    USING (principal = (SELECT tenancy.principal())) WITH CHECK (principal = (SELECT tenancy.principal()))', target);
  END LOOP;
  FOREACH target IN ARRAY ARRAY['answer_sentence', 'answer_citation', 'answer_passage', 'answer_event'] LOOP
    EXECUTE format('CREATE POLICY owner_only ON onggi.%I AS RESTRICTIVE FOR SELECT TO onggi_app
                    USING (EXISTS (SELECT FROM onggi.answer a WHERE a.tenant_id = %1$I.tenant_id AND a.answer_id = %1$I.answer_id))', target);
  END LOOP;
END $$;

-- ── before a context exists ─────────────────────────────────────────────────────────────────────────────────────────
-- Ends the answers whose owner process is dead (it holds a session advisory lock on its id while it lives), so that no
-- asker waits for ever. Returns how many.
CREATE POLICY orphan ON onggi.answer FOR ALL TO onggi_owner USING (true) WITH CHECK (true);
CREATE POLICY orphan ON onggi.answer_event FOR ALL TO onggi_owner USING (true) WITH CHECK (true);

CREATE FUNCTION tenancy.process_lock_key(process text) RETURNS bigint
  LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$ SELECT hashtextextended(process, 0) $$;

CREATE FUNCTION tenancy.fail_orphaned_answers() RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE orphan record; ended int := 0;
BEGIN
  FOR orphan IN
    SELECT a.tenant_id, a.answer_id, a.owner_process FROM onggi.answer a WHERE a.status = 'RUNNING' FOR UPDATE SKIP LOCKED
  LOOP
    CONTINUE WHEN NOT pg_try_advisory_xact_lock(tenancy.process_lock_key(orphan.owner_process::text));
    UPDATE onggi.answer SET status = 'FAILED', error_code = 'ANSWER_INTERRUPTED', finished_at = clock_timestamp()
    WHERE tenant_id = orphan.tenant_id AND answer_id = orphan.answer_id;
    INSERT INTO onggi.answer_event (tenant_id, answer_id, sequence, kind, payload)
    SELECT orphan.tenant_id, orphan.answer_id, coalesce(max(e.sequence), 0) + 1, 'error', '{"code": "ANSWER_INTERRUPTED"}'
    FROM onggi.answer_event e WHERE e.tenant_id = orphan.tenant_id AND e.answer_id = orphan.answer_id;
    PERFORM pg_notify('answer_event', orphan.answer_id::text);
    ended := ended + 1;
  END LOOP;
  RETURN ended;
END $$;
GRANT EXECUTE ON FUNCTION tenancy.fail_orphaned_answers(), tenancy.process_lock_key(text) TO onggi_app;
