-- The audit trail as a chain, and break-glass: the one way of the platform to a tenant's content.

-- ── the chain of the audit trail ────────────────────────────────────────────────────────────────────────────────────
-- Each event has a link: its number in its tenant's trail and SHA-256 over the hash before and the event. Links are made in
-- the order of commits, at the commit of the event's transaction (docs/adr/0013-audit-chain.md), so that there is no event
-- without one. The link stands beside the event because that order is not known when the event is written, and what is
-- written is never changed.
CREATE TABLE onggi.audit_link (
  tenant_id text NOT NULL REFERENCES tenancy.tenant,
  sequence  bigint NOT NULL CHECK (sequence > 0),
  event_id  uuid NOT NULL,
  hash      bytea NOT NULL CHECK (octet_length(hash) = 32),
  PRIMARY KEY (tenant_id, sequence),
  UNIQUE (tenant_id, event_id),
  FOREIGN KEY (tenant_id, event_id) REFERENCES onggi.audit_event
);

-- The newest link of each tenant: whoever makes the next one holds this row until its commit is over.
CREATE TABLE onggi.audit_head (
  tenant_id text PRIMARY KEY REFERENCES tenancy.tenant,
  sequence  bigint NOT NULL,
  hash      bytea NOT NULL
) WITH (fillfactor = 50);

CALL tenancy.wall('onggi.audit_link');
CALL tenancy.wall('onggi.audit_head');
CREATE POLICY chain ON onggi.audit_link FOR INSERT TO onggi_owner WITH CHECK (true);
CREATE POLICY chain ON onggi.audit_head FOR ALL TO onggi_owner USING (true) WITH CHECK (true);

-- What is hashed: each field as text, its length in bytes before it, so that no two events read the same.
-- libs/tenancy/src/audit/canonical-event.ts makes the same bytes without the database.
CREATE FUNCTION tenancy.canonical_audit_event(sequence bigint, event onggi.audit_event) RETURNS bytea
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT convert_to(string_agg(octet_length(field) || ':' || field, ',' ORDER BY position), 'UTF8')
  FROM unnest(ARRAY[
    sequence::text, event.tenant_id, event.event_id::text,
    to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    event.principal, event.action, event.target, event.outcome, event.detail::text]) WITH ORDINALITY AS f (field, position)
$$;

CREATE FUNCTION tenancy.link_audit_event(event onggi.audit_event) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE head onggi.audit_head;
BEGIN
  INSERT INTO onggi.audit_head AS h
  VALUES (event.tenant_id, 1, sha256(decode(repeat('00', 32), 'hex') || tenancy.canonical_audit_event(1, event)))
  ON CONFLICT (tenant_id) DO UPDATE
    SET sequence = h.sequence + 1, hash = sha256(h.hash || tenancy.canonical_audit_event(h.sequence + 1, event))
  RETURNING h.* INTO head;
  INSERT INTO onggi.audit_link VALUES (event.tenant_id, head.sequence, event.event_id, head.hash);
END $$;

CREATE FUNCTION tenancy.chain_audit_event() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM tenancy.link_audit_event(NEW);
  RETURN NULL;
END $$;

-- What was recorded before this migration, in the order of its time.
CREATE POLICY backfill ON onggi.audit_event FOR SELECT TO onggi_owner USING (true);
DO $$
DECLARE event onggi.audit_event;
BEGIN
  FOR event IN SELECT * FROM onggi.audit_event ORDER BY tenant_id, at, event_id LOOP
    PERFORM tenancy.link_audit_event(event);
  END LOOP;
END $$;
DROP POLICY backfill ON onggi.audit_event;

CREATE CONSTRAINT TRIGGER chain AFTER INSERT ON onggi.audit_event
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tenancy.chain_audit_event();

-- Grants keep run-time roles from changing what was recorded; this keeps the owner and superusers from doing it by accident
-- or unnoticed by themselves. A tenant's trail goes with the tenant.
CREATE FUNCTION tenancy.refuse_audit_change() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM FROM tenancy.tenant t WHERE t.tenant_id = OLD.tenant_id AND t.status = 'removing';
    IF FOUND THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'The audit trail is append-only: % of % is refused.', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON onggi.audit_event FOR EACH ROW EXECUTE FUNCTION tenancy.refuse_audit_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON onggi.audit_link FOR EACH ROW EXECUTE FUNCTION tenancy.refuse_audit_change();
CREATE TRIGGER append_only BEFORE DELETE ON onggi.audit_head FOR EACH ROW EXECUTE FUNCTION tenancy.refuse_audit_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON onggi.audit_event EXECUTE FUNCTION tenancy.refuse_audit_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON onggi.audit_link EXECUTE FUNCTION tenancy.refuse_audit_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON onggi.audit_head EXECUTE FUNCTION tenancy.refuse_audit_change();

GRANT SELECT ON onggi.audit_link, onggi.audit_head TO onggi_auditor;
CREATE POLICY auditor_read ON onggi.audit_link FOR SELECT TO onggi_auditor USING (tenant_id = (SELECT tenancy.home_tenant()));
CREATE POLICY auditor_read ON onggi.audit_head FOR SELECT TO onggi_auditor USING (tenant_id = (SELECT tenancy.home_tenant()));

-- ── break-glass ─────────────────────────────────────────────────────────────────────────────────────────────────────
-- Whoever comes by break-glass writes nothing but what is recorded about them.
CREATE FUNCTION tenancy.may_write() RETURNS boolean
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT tenancy.context() ->> 'role' IS DISTINCT FROM 'break-glass'
$$;
GRANT EXECUTE ON FUNCTION tenancy.may_write() TO onggi_app, onggi_search, onggi_auditor;

CREATE PROCEDURE tenancy.refuse_break_glass(target regclass)
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  EXECUTE format('CREATE POLICY writer_insert ON %s AS RESTRICTIVE FOR INSERT TO onggi_app WITH CHECK ((SELECT tenancy.may_write()))', target);
  EXECUTE format('CREATE POLICY writer_update ON %s AS RESTRICTIVE FOR UPDATE TO onggi_app USING ((SELECT tenancy.may_write()))', target);
  EXECUTE format('CREATE POLICY writer_delete ON %s AS RESTRICTIVE FOR DELETE TO onggi_app USING ((SELECT tenancy.may_write()))', target);
END $$;

DO $$
DECLARE target regclass;
BEGIN
  FOR target IN
    SELECT c.oid FROM pg_catalog.pg_class c
    WHERE c.relnamespace = 'onggi'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'audit_event'
  LOOP
    EXECUTE format('CALL tenancy.refuse_break_glass(%L)', target);
  END LOOP;
END $$;

CREATE OR REPLACE PROCEDURE tenancy.wall(target regclass)
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY tenant_read ON %s FOR SELECT TO onggi_app
                  USING (tenant_id = ANY ((SELECT tenancy.granted_tenants())::text[]))', target);
  EXECUTE format('CREATE POLICY tenant_insert ON %s FOR INSERT TO onggi_app
                  WITH CHECK (tenant_id = (SELECT tenancy.home_tenant()))', target);
  EXECUTE format('CREATE POLICY tenant_update ON %s FOR UPDATE TO onggi_app
                  USING (tenant_id = (SELECT tenancy.home_tenant())) WITH CHECK (tenant_id = (SELECT tenancy.home_tenant()))', target);
  EXECUTE format('CREATE POLICY tenant_delete ON %s FOR DELETE TO onggi_app
                  USING (tenant_id = (SELECT tenancy.home_tenant()))', target);
  CALL tenancy.refuse_break_glass(target);
  EXECUTE format('CREATE POLICY backup_read ON %s FOR SELECT TO onggi_backup USING (true)', target);
  EXECUTE format('GRANT SELECT ON %s TO onggi_backup', target);
  EXECUTE format('GRANT MAINTAIN ON %s TO onggi_maintenance', target);
  CALL tenancy.allow_removal(target);
END $$;

CREATE TABLE onggi.break_glass_grant (
  tenant_id   text NOT NULL REFERENCES tenancy.tenant,
  grant_id    uuid NOT NULL,
  secret_hash bytea NOT NULL,
  reason      text NOT NULL CHECK (char_length(reason) BETWEEN 10 AND 1000),
  opened_by   text NOT NULL,
  opened_at   timestamptz NOT NULL DEFAULT now(),
  expires_at  timestamptz NOT NULL,
  closed_at   timestamptz,
  closed_by   text,
  PRIMARY KEY (tenant_id, grant_id),
  CHECK (expires_at > opened_at AND expires_at <= opened_at + interval '4 hours'),
  CHECK ((closed_at IS NULL) = (closed_by IS NULL))
);
CREATE INDEX break_glass_grant_id ON onggi.break_glass_grant (grant_id);
CALL tenancy.wall('onggi.break_glass_grant');
-- Nobody may move the end of a grant: it is closed, or it expires.
GRANT SELECT, INSERT, UPDATE (closed_at, closed_by) ON onggi.break_glass_grant TO onggi_app;
CREATE POLICY opened_by_platform ON onggi.break_glass_grant AS RESTRICTIVE FOR INSERT TO onggi_app
  WITH CHECK ((SELECT tenancy.context() ->> 'role') = 'platform' AND opened_at = now());
CREATE POLICY closed_for_good ON onggi.break_glass_grant AS RESTRICTIVE FOR UPDATE TO onggi_app
  USING ((SELECT tenancy.context() ->> 'role') IN ('platform', 'admin') AND closed_at IS NULL) WITH CHECK (closed_at IS NOT NULL);
CREATE POLICY seen_by_those_who_watch ON onggi.break_glass_grant AS RESTRICTIVE FOR SELECT TO onggi_app
  USING (tenant_id = (SELECT tenancy.home_tenant()) AND (SELECT tenancy.context() ->> 'role') IN ('platform', 'admin', 'auditor'));
CREATE POLICY look_up ON onggi.break_glass_grant FOR SELECT TO onggi_owner USING (true);

-- A grant by its id while it is open, with what it opens: every group of the tenant that is not suspended.
CREATE FUNCTION tenancy.find_break_glass_grant(id uuid)
  RETURNS TABLE (tenant_id text, grant_id uuid, secret_hash bytea, expires_at timestamptz, groups text[])
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT b.tenant_id, b.grant_id, b.secret_hash, b.expires_at,
         array(SELECT g.group_key FROM onggi.access_group g WHERE g.tenant_id = b.tenant_id AND g.status = 'active')
  FROM onggi.break_glass_grant b
  JOIN tenancy.tenant t ON t.tenant_id = b.tenant_id AND t.status = 'active'
  WHERE b.grant_id = id AND b.closed_at IS NULL AND b.expires_at > clock_timestamp()
$$;
GRANT EXECUTE ON FUNCTION tenancy.find_break_glass_grant(uuid) TO onggi_app;
