import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { rename, rm, writeFile, chown } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { makePrivateFolder } from './database-user.mjs';
import { StartError } from './failures.mjs';
import { lastLines, runCommand } from './run-command.mjs';

const megabyte = 1 << 20;

/**
 * A PostgreSQL server of ours: where its programs, data and socket lie and how it is reached.
 * @typedef {{programs: string, data: string, socket: string, port: number, superuserPassword: string,
 *   user: {uid: number, gid: number} | null, settings?: Record<string, string>}} Server
 */

/** The name of the superuser, who migrates; nothing else signs in as it. */
export const superuser = 'postgres';

/** @returns {string} URL of a database through the unix socket (2.6 times the queries of TCP). */
export function databaseUrl({ socket, port, superuserPassword }, name) {
  return `postgresql://${superuser}:${encodeURIComponent(superuserPassword)}@${encodeURIComponent(socket)}:${port}/${name}`;
}

/** Creates the data folder if there is none yet: whole or not at all. @param {Server} server */
export async function initialise(server, { abort, durable = true }) {
  if (existsSync(join(server.data, 'PG_VERSION'))) return;
  if (existsSync(server.data) && existsSync(join(server.data, 'base'))) {
    throw new StartError('DATABASE_DATA_UNUSABLE', { folder: server.data, reason: 'PG_VERSION is missing' });
  }
  const fresh = `${server.data}.new`;
  const password = `${server.data}.password`;
  await rm(fresh, { recursive: true, force: true });
  makePrivateFolder(fresh, server.user);
  try {
    await writeFile(password, server.superuserPassword, { mode: 0o600 });
    if (server.user !== null) await chown(password, server.user.uid, server.user.gid);
    await runProgram(
      server,
      'initdb',
      [
        ...['--pgdata', fresh, '--username', superuser, '--pwfile', password, '--auth', 'scram-sha-256'],
        ...['--encoding', 'UTF8', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--locale', 'C'],
        ...(durable ? [] : ['--no-sync']),
      ],
      abort,
    );
  } finally {
    await rm(password, { force: true });
  }
  await rm(server.data, { recursive: true, force: true });
  await rename(fresh, server.data);
}

/** What starts the server, for the one who supervises it. @param {Server} server */
export function serverCommand(server) {
  makePrivateFolder(server.socket, server.user);
  const settings = { ...standardSettings(), ...server.settings };
  const listening = ['-p', `${server.port}`, '-k', server.socket, '-h', '127.0.0.1'];
  const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return {
    command: join(server.programs, 'postgres'),
    args: ['-D', server.data, ...listening, ...given],
    cwd: '/',
    environment: programEnvironment(),
    ...(server.user ?? {}),
  };
}

/**
 * Memory by the machine: a quarter for pages (4.3 kB a passage, so 4 GB hold a million), a sixteenth for building an index
 * (1.3 kB a passage of the largest list). Few cores are left to those who search.
 */
function standardSettings() {
  const share = (parts, most) => Math.max(64, Math.floor(Math.min(totalmem() / parts / megabyte, most)));
  const building = share(16, 2048);
  return {
    shared_buffers: `${share(4, 4096)}MB`,
    maintenance_work_mem: `${building}MB`,
    max_parallel_maintenance_workers: availableParallelism() < 4 ? '0' : '2',
    max_connections: '100',
    max_wal_size: '2GB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // No DETAIL: it quotes rows, and a log is no place for documents.
    log_error_verbosity: 'terse',
    log_line_prefix: '%m [%p] %q%u@%d ',
    dynamic_shared_memory_type: hasRoomForSharedMemory(building) ? 'posix' : 'mmap',
  };
}

/** A container often has 64 MB of shared memory, where building an index in parallel needs maintenance_work_mem of it. */
function hasRoomForSharedMemory(megabytes) {
  if (process.platform !== 'linux') return true;
  if (!existsSync('/dev/shm')) return false;
  const { bavail, bsize } = statfsSync('/dev/shm');
  return bavail * bsize >= (256 + megabytes) * megabyte;
}

/** The running postmaster's pid and whether it accepts connections, from the file it keeps; null when there is none. */
export function postmasterState(data) {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8').split('\n');
  return { pid: Number(lines[0]), ready: lines[7]?.trim() === 'ready' };
}

/** Creates a database unless it exists. @param {Server} server */
export async function ensureDatabase(server, name, abort) {
  const found = await query(server, 'postgres', `SELECT 1 FROM pg_database WHERE datname = '${name}'`, abort);
  if (found === '1') return;
  await query(server, 'postgres', `CREATE DATABASE "${name}"`, abort);
}

/** Runs one statement as the superuser. @returns {Promise<string>} its rows as bare text */
export async function query(server, database, statement, abort) {
  const connection = ['--host', server.socket, '--port', `${server.port}`, '--username', superuser];
  const quiet = ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set', 'ON_ERROR_STOP=1'];
  return runProgram(server, 'psql', [...connection, '--dbname', database, ...quiet, '--command', statement], abort, {
    PGPASSWORD: server.superuserPassword,
  });
}

async function runProgram(server, name, args, abort, extra = {}) {
  const command = join(server.programs, name);
  const { code, output } = await runCommand(command, args, {
    cwd: '/',
    environment: { ...programEnvironment(), ...extra },
    abort,
    ...(server.user ?? {}),
  });
  if (code === 0) return output.trim();
  const logLines = lastLines(output);
  if (/No space left on device/.test(output)) throw new StartError('DISK_FULL', { what: server.data }, { logLines });
  throw new StartError('COMMAND_FAILED', { what: 'PostgreSQL', command: name, reason: `exit ${code}` }, { logLines });
}

const programEnvironment = () => ({ PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' });
