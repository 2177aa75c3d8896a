/**
 * The roles of the database. `login` ones get a password derived from the installation's database key; the others own or
 * define things and nobody signs in as them.
 */
export const roles = [
  { name: 'onggi_owner', login: false, why: 'owns schemas and tables; migrations run as it' },
  { name: 'onggi_search', login: false, why: 'owns the search function; reads index rows only' },
  { name: 'onggi_app', login: true, why: 'api and worker: every request, under row-level security' },
  { name: 'onggi_jobs', login: true, why: "worker: graphile-worker's own tables" },
  { name: 'onggi_provisioner', login: true, why: 'worker: makes partitions and indexes of a tenant' },
  { name: 'onggi_maintenance', login: true, why: 'VACUUM and REINDEX' },
  { name: 'onggi_auditor', login: true, why: 'reads the audit trail' },
  { name: 'onggi_backup', login: true, why: 'pg_dump' },
];

/**
 * Creates missing roles and sets their passwords. Safe to run at every start.
 * @param client a connected pg client that may create roles
 * @param passwordFor role name → password
 */
export async function ensureRoles(client, passwordFor) {
  const { rows } = await client.query('SELECT rolname FROM pg_roles WHERE rolname = ANY ($1)', [
    roles.map((role) => role.name),
  ]);
  const existing = new Set(rows.map((row) => row.rolname));
  for (const role of roles) {
    if (!existing.has(role.name)) {
      await client.query(
        `CREATE ROLE ${role.name} NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS ${role.login ? 'LOGIN' : 'NOLOGIN'}`,
      );
    }
    if (role.login) {
      await client.query(`ALTER ROLE ${role.name} PASSWORD ${client.escapeLiteral(passwordFor(role.name))}`);
    }
  }
  const { rows: me } = await client.query('SELECT current_user AS name');
  await client.query(`GRANT onggi_owner TO ${client.escapeIdentifier(me[0].name)}`);
  // ALTER FUNCTION … OWNER TO onggi_search needs the membership.
  await client.query('GRANT onggi_search TO onggi_owner');
}
