import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CommandError, homeFolder } from '../client/environment.js';

/** Name of the database in which the embedded server keeps the product's tables. */
export const productDatabase = 'onggi';

/**
 * The superuser's address of a database of the server that `npm start` runs, or DATABASE_URL.
 * @throws CommandError when there is none
 */
export async function embeddedDatabaseUrl(database = 'postgres'): Promise<string> {
  const given = process.env['DATABASE_URL'];
  if (given) return given;
  try {
    const { port } = JSON.parse(await readFile(path.join(homeFolder, 'postgres.json'), 'utf8')) as { port: number };
    const password = (await readFile(path.join(homeFolder, 'secrets', 'database-superuser.password'), 'utf8')).trim();
    return `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  } catch (error) {
    throw new CommandError(
      `The database of ${homeFolder} could not be found: ${error instanceof Error ? error.message : String(error)}`,
      'Start Onggi with `npm start`, or set DATABASE_URL.',
      'DATABASE_NOT_FOUND',
    );
  }
}
