-- What people see of what is open: of a corpus that another affiliate shares, whose it is, what for and until when; of the
-- platform's way into their own tenant's content, that it is open.

-- ── shared corpora ──────────────────────────────────────────────────────────────────────────────────────────────────
-- The shares that gave the caller's grants, as far as they are still in force. Offers, and what others got, stay with the
-- administrators: what is not among the signed grants is not here.
CREATE FUNCTION tenancy.shares_of_caller()
  RETURNS TABLE (share_id uuid, tenant_id text, corpus_id uuid, kind text, purpose text, expires_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT s.share_id, s.tenant_id, s.corpus_id, s.kind, s.purpose, s.expires_at
  FROM jsonb_to_recordset(tenancy.context() -> 'grants') AS g (tenant text, share uuid)
  JOIN onggi.shared_access s ON s.tenant_id = g.tenant AND s.share_id = g.share
  WHERE s.receiver = tenancy.home_tenant() AND s.accepted_at IS NOT NULL AND s.ended_at IS NULL
    AND s.starts_at <= clock_timestamp() AND (s.expires_at IS NULL OR s.expires_at > clock_timestamp())
$$;
GRANT EXECUTE ON FUNCTION tenancy.shares_of_caller() TO onggi_app;

-- ── break-glass ─────────────────────────────────────────────────────────────────────────────────────────────────────
-- While it is open everyone of the tenant may know; what was is for those who watch. Nobody reads the secret's hash but the
-- function that looks it up.
ALTER POLICY seen_by_those_who_watch ON onggi.break_glass_grant
  USING (tenant_id = (SELECT tenancy.home_tenant())
         AND ((SELECT tenancy.context() ->> 'role') IN ('platform', 'admin', 'auditor')
              OR (SELECT tenancy.context() ->> 'role') IN ('member', 'curator') AND closed_at IS NULL AND expires_at > clock_timestamp()));
REVOKE SELECT ON onggi.break_glass_grant FROM onggi_app;
GRANT SELECT (tenant_id, grant_id, reason, opened_by, opened_at, expires_at, closed_at, closed_by) ON onggi.break_glass_grant TO onggi_app;
