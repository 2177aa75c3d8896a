import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { repositoryRoot } from './product.mjs';

/**
 * Runs `onggi …` against one product.
 * @returns {Promise<{code: number, stdout: string, stderr: string, json: any}>} `json`: stdout where it is JSON
 */
export async function onggi(product, args, { language = 'en', cwd = repositoryRoot } = {}) {
  return run(process.execPath, [`${repositoryRoot}/apps/cli/bin/onggi.mjs`, ...args], product, { language, cwd });
}

/** The same as people type it in some folder: `npm run --silent onggi -- …`. */
export async function npmRunOnggi(product, args, { language = 'en', cwd = repositoryRoot } = {}) {
  return run('npm', ['--prefix', repositoryRoot, 'run', '--silent', 'onggi', '--', ...args], product, {
    language,
    cwd,
  });
}

async function run(program, args, product, { language, cwd }) {
  const child = spawn(program, args, {
    cwd,
    env: { ...product.environment, LANG: language === 'ko' ? 'ko_KR.UTF-8' : 'en_US.UTF-8', LC_ALL: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (output[name] += text));
  const [code] = await once(child, 'close');
  return { code, ...output, json: parseJson(output.stdout) };
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A tenant of its own. */
export async function createTenant(product, tenant) {
  const made = await onggi(product, ['tenant', 'create', tenant, '--json']);
  if (made.code !== 0) throw new Error(`tenant create ${tenant}: ${made.stderr}${made.stdout}`);
}

/** @returns {Promise<string>} the key */
export async function createKey(product, tenant, role, groups = []) {
  const args = ['key', 'create', '--tenant', tenant, '--role', role, '--json'];
  const made = await onggi(product, [...args, ...(groups.length > 0 ? ['--groups', groups.join(',')] : [])]);
  if (made.code !== 0) throw new Error(`key create: ${made.stderr}${made.stdout}`);
  return made.json.key;
}

/** Uploads a folder and waits for it. @returns what `ingest --json` prints */
export async function ingest(product, folder, tenant, corpus, more = []) {
  const args = ['ingest', folder, '--tenant', tenant, '--corpus', corpus, '--wait', '--json', ...more];
  const done = await onggi(product, args);
  if (done.code !== 0) throw new Error(`ingest: ${done.stderr}${done.stdout}`);
  return done.json;
}
