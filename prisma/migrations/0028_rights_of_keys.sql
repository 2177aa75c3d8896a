-- A key never opens more than those who gave it may have now: who is demoted, or leaves a group, takes that from the keys that
-- they made as well. What it was given stays written down, and comes back with the rights of its makers.

-- What a role includes, as bits: reading and asking, managing documents, administering, auditing. Two roles have in common what
-- both include; a curator and an auditor nothing.
CREATE FUNCTION tenancy.role_bits(role text) RETURNS int
  LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
  SELECT CASE role WHEN 'member' THEN 1 WHEN 'curator' THEN 3 WHEN 'auditor' THEN 8 WHEN 'admin' THEN 15 END
$$;

-- What a secret of a key opens today: of what the key was given, that which every person among its issuers may have too. Other
-- keys among them were held to these rights when they made it, and theirs never change. No row where nothing is left, or where
-- one of them may come no more. Sees what its caller sees.
CREATE FUNCTION tenancy.rights_of_secret(tenant text, issuers text[], given_role text, given_label text, given_groups text[])
  RETURNS TABLE (role text, label text, groups text[])
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  WITH maker AS MATERIALIZED (
    SELECT p.role, p.label,
           tenancy.active_groups(p.tenant_id, array(SELECT g.group_key FROM onggi.person_group g
                                                    WHERE g.tenant_id = p.tenant_id AND g.person_id = p.person_id)) AS groups
    FROM onggi.person p
    WHERE p.tenant_id = tenant
      AND p.person_id = ANY (array(SELECT split_part(i, ':', 2)::uuid FROM unnest(issuers) AS i WHERE i LIKE 'person:%')))
  SELECT r.role, l.label,
         array(SELECT k.key FROM unnest(tenancy.active_groups(tenant, given_groups)) AS k (key)
               WHERE NOT EXISTS (SELECT FROM maker m WHERE k.key <> ALL (m.groups)) ORDER BY k.key)
  FROM (SELECT tenancy.role_bits(given_role) & coalesce(bit_and(tenancy.role_bits(m.role)), 15) AS bits FROM maker m) AS b
  JOIN (VALUES ('member'), ('curator'), ('auditor'), ('admin')) AS r (role) ON tenancy.role_bits(r.role) = b.bits
  CROSS JOIN LATERAL (SELECT one.label FROM (SELECT given_label AS label UNION ALL SELECT m.label FROM maker m) AS one
                      ORDER BY tenancy.label_rank(one.label) LIMIT 1) AS l
  WHERE tenancy.are_issuers_active(tenant, issuers)
$$;
GRANT EXECUTE ON FUNCTION tenancy.role_bits(text), tenancy.rights_of_secret(text, text[], text, text, text[]) TO onggi_app;

-- One row for each secret of the key that opens anything: that of now, and the one before it while its grace lasts.
DROP FUNCTION tenancy.find_api_key(uuid);
CREATE FUNCTION tenancy.find_api_key(id uuid)
  RETURNS TABLE (tenant_id text, key_id uuid, secret_hash bytea, role text, label text, groups text[], scopes text[],
                 addresses text[], further jsonb)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT k.tenant_id, k.key_id, s.hash, r.role, r.label, r.groups, k.scopes, k.addresses,
         tenancy.further_grants(k.tenant_id, 'key:' || k.key_id, r.role, r.groups, r.label)
  FROM onggi.api_key k
  JOIN tenancy.tenant t ON t.tenant_id = k.tenant_id AND t.status = 'active'
  CROSS JOIN LATERAL (VALUES (k.secret_hash, k.issuers, true),
                             (k.previous_secret_hash, k.previous_issuers, k.previous_expires_at > clock_timestamp()))
    AS s (hash, issuers, lives)
  CROSS JOIN LATERAL tenancy.rights_of_secret(k.tenant_id, s.issuers, k.role, k.label, k.groups) AS r
  WHERE k.key_id = id AND k.status = 'active' AND k.revoked_at IS NULL AND s.lives
    AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())
$$;
GRANT EXECUTE ON FUNCTION tenancy.find_api_key(uuid) TO onggi_app;
