/**
 * Prints, as lines for an environment file, the connection URL of each role that a process signs in as:
 * `DATABASE_URL=postgres://… ONGGI_HOME=… node deploy/local/role-urls.mjs`. With a role's name it prints that one's URL alone.
 * Makes the installation's secrets if there are none.
 */
import { roles } from '../../prisma/roles.mjs';
import { installationPaths } from './paths.mjs';
import { ensureSecrets, roleUrl } from './secrets.mjs';

const databaseUrl = process.env.DATABASE_URL;
if (!databaseUrl) {
  console.error('DATABASE_URL is not set. Set it to the address of your PostgreSQL, with any role.');
  process.exit(2);
}
const { home } = installationPaths(process.env);
ensureSecrets(home);
const [wanted] = process.argv.slice(2);
if (wanted !== undefined) {
  const names = roles.filter(({ login }) => login).map(({ name }) => name);
  if (!names.includes(wanted)) {
    console.error(`Nobody signs in as ${wanted}. There are ${names.join(', ')}.`);
    process.exit(2);
  }
  console.log(await roleUrl(databaseUrl, wanted, home));
  process.exit(0);
}
for (const [variable, role] of [
  ['ONGGI_APP_DATABASE_URL', 'onggi_app'],
  ['ONGGI_AUDITOR_DATABASE_URL', 'onggi_auditor'],
  ['ONGGI_JOBS_DATABASE_URL', 'onggi_jobs'],
  ['ONGGI_PROVISIONER_DATABASE_URL', 'onggi_provisioner'],
  ['ONGGI_MAINTENANCE_DATABASE_URL', 'onggi_maintenance'],
]) {
  console.log(`${variable}=${await roleUrl(databaseUrl, role, home)}`);
}
