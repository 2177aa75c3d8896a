import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { StartError } from './failures.mjs';

/** A port number from the environment. @throws {StartError} PORT_INVALID */
export function portSetting(environment, variable, standard) {
  const value = environment[variable];
  if (value === undefined || value === '') return standard;
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new StartError('PORT_INVALID', { variable, value });
  return port;
}

/** Whether a server may listen there now. Other errors than "taken" and "not allowed" pass through. */
export function isPortFree(port, host = '127.0.0.1') {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(false) : reject(error),
    );
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A port that nobody uses: `preferred` when it is still free (so that it stays the same over starts), else any. */
export async function freePort(preferred) {
  if (preferred !== undefined && preferred !== null && (await isPortFree(preferred))) return preferred;
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port: 0, host: '127.0.0.1', exclusive: true }, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Who listens on a port, as "name (process 123)", where /proc tells (Linux, own processes or root); else null. */
export function portHolder(port) {
  const inodes = listeningInodes(port);
  if (inodes.size === 0) return null;
  for (const pid of readdirOrNone('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const descriptor of readdirOrNone(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOrNone(`/proc/${pid}/fd/${descriptor}`))?.[1];
      if (inode !== undefined && inodes.has(inode)) {
        const command = textOrNone(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim().slice(0, 100);
        return `${command} (pid ${pid})`;
      }
    }
  }
  return null;
}

function listeningInodes(port) {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => textOrNone(table).split('\n').slice(1));
  const fields = rows.map((row) => row.trim().split(/\s+/));
  const listening = '0A';
  return new Set(fields.filter((row) => row[1]?.endsWith(suffix) && row[3] === listening).map((row) => row[9]));
}

/** /proc changes while it is read, and other users' entries are closed: what cannot be read is as if it were not there. */
function orNone(read, none) {
  try {
    return read();
  } catch (error) {
    if (['ENOENT', 'EACCES', 'EPERM', 'ESRCH', 'ENOTDIR'].includes(error.code)) return none;
    throw error;
  }
}
const readdirOrNone = (path) => orNone(() => readdirSync(path), []);
const linkOrNone = (path) => orNone(() => readlinkSync(path), '');
const textOrNone = (path) => orNone(() => readFileSync(path, 'utf8'), '');
