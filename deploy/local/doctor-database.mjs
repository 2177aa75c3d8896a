import { existsSync } from 'node:fs';
import { blockingFolder, databaseUser } from './database-user.mjs';
import { embeddedBinaries, databaseName } from './embedded-database.mjs';
import { StartError } from './failures.mjs';
import { readJson } from './files.mjs';
import { finding } from './finding.mjs';
import { postmasterState, query } from './postgres.mjs';
import { readSecret, secretFiles } from './secrets.mjs';

const versionQuery = `SELECT 'PostgreSQL ' || current_setting('server_version')
  || coalesce(', pgvector ' || (SELECT extversion FROM pg_extension WHERE extname = 'vector'), '')`;

/** Which database, which version, where it lies, and whether its user gets there. @returns {Promise<import('./finding.mjs').Finding[]>} */
export async function examineDatabase({ environment, language, paths, abort }) {
  if (environment.DATABASE_URL) return [await externalDatabase(environment.DATABASE_URL, language)];
  const note = readJson(paths.databaseNote);
  if (note === null) {
    const detail =
      language === 'ko' ? '아직 만들지 않았습니다 (npm start 가 만듭니다)' : 'not created yet (npm start does it)';
    return [{ name: 'database', ok: true, detail }];
  }
  const place = await finding('database folder', language, () => {
    const blockedBy = blockingFolder(note.folder, databaseUser());
    if (blockedBy !== null) throw new StartError('FOLDER_NOT_TRAVERSABLE', { folder: note.folder, blockedBy });
    if (!existsSync(note.data)) throw new StartError('DATABASE_DATA_UNUSABLE', { folder: note.data, reason: 'ENOENT' });
    return note.blockedBy === null ? note.data : `${note.data} ${elsewhere(note.blockedBy, language)}`;
  });
  return [place, await runningServer({ note, language, paths, abort })];
}

const elsewhere = (blockedBy, language) =>
  language === 'ko'
    ? `(데이터베이스 사용자가 ${blockedBy}에 들어갈 수 없어 여기에 있습니다)`
    : `(here because the database's user cannot enter ${blockedBy})`;

async function runningServer({ note, language, paths, abort }) {
  const isRunning = postmasterState(note.data)?.ready ?? false;
  if (!isRunning)
    return { name: 'database', ok: true, detail: language === 'ko' ? '실행 중이 아닙니다' : 'not running' };
  return finding('database', language, async () => {
    const { programs, user } = embeddedBinaries(paths);
    const superuserPassword = readSecret(paths.home, secretFiles.superuserPassword);
    const version = await query({ ...note, programs, user, superuserPassword }, databaseName, versionQuery, abort);
    return `${version}; ${note.socket}, 127.0.0.1:${note.port}`;
  });
}

/** pg is there only after the install; before it, the database cannot be asked and need not be. */
async function externalDatabase(url, language) {
  const shown = new URL(url);
  shown.password = '';
  const remedy =
    language === 'ko'
      ? 'DATABASE_URL과 그 서버를 확인하세요. PostgreSQL 17 이상과 pgvector가 필요합니다.'
      : 'Check DATABASE_URL and its server: PostgreSQL 17 or newer with pgvector.';
  return finding(
    'database',
    language,
    async () => {
      const { default: pg } = await import('pg');
      const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
      await client.connect();
      try {
        const { rows } = await client.query({ text: versionQuery, rowMode: 'array' });
        return `${rows[0][0]}; ${shown.href}`;
      } finally {
        await client.end();
      }
    },
    remedy,
  );
}
