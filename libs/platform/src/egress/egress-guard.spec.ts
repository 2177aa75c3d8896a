import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect, createServer as createSocketServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { configuredAddresses, guardEgress } from './egress-guard.js';

let known: Server;
let unknown: Server;
/** Connections that the unknown server has seen. */
let seen = 0;
let lift: () => void;
const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  unknown = createServer((_, response) => response.end('unknown')).on('connection', () => seen++);
  known = createServer((request, response) => {
    if (request.url === '/away') response.writeHead(302, { location: urlOf(unknown) });
    response.end('known');
  });
  for (const server of [known, unknown]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  lift = guardEgress(configuredAddresses({ MODEL: `${urlOf(known)}/v1`, NAME: 'no address' }));
});
afterAll(() => {
  lift();
  for (const server of [known, unknown]) {
    server.closeAllConnections();
    server.close();
  }
});
beforeEach(() => {
  seen = 0;
});

/** What went wrong, in the words of its innermost cause: fetch wraps it. */
const failure = (work: Promise<unknown>) =>
  work.then(
    () => 'connected',
    (error: { cause?: unknown }) => String(error.cause ?? error),
  );

describe('a process without egress', () => {
  it('reaches what it is configured with', async () => {
    expect(await (await fetch(urlOf(known))).text()).toBe('known');
  });

  it.each([
    ['another port', () => fetch(urlOf(unknown))],
    ['another name', () => fetch('https://telemetry.example/')],
    ['where a configured server redirects to', () => fetch(`${urlOf(known)}/away`)],
    ['a plain socket', () => once(connect((unknown.address() as AddressInfo).port, '127.0.0.1'), 'connect')],
    [
      'a plain socket with options',
      () => once(connect({ port: (unknown.address() as AddressInfo).port, host: '127.0.0.1' }), 'connect'),
    ],
    [
      'TLS',
      () => once(connectTls({ host: '127.0.0.1', port: (unknown.address() as AddressInfo).port }), 'secureConnect'),
    ],
  ])('does not reach %s', async (_, work) => {
    expect(await failure(work())).toContain('EgressRefusedError');
    expect(seen).toBe(0);
  });

  it('reaches sockets of its own file system, by which the embedded database is reached', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'onggi-egress-'));
    const server = createSocketServer((socket) => socket.end()).listen(path.join(folder, 's'));
    await once(server, 'listening');
    await once(connect(path.join(folder, 's')), 'connect');
    server.close();
    rmSync(folder, { recursive: true });
  });
});

describe('the addresses of a configuration', () => {
  it('are those of its URLs, in lists and by name too, with the ports of their schemes', () => {
    const found = configuredAddresses({
      DATABASE: 'postgresql://onggi_app:secret@DB.example/onggi',
      SERVERS: 'bge-m3=http://gpu-1.example:8000/v1, kure=https://gpu-2.example',
      SIX: 'http://[::1]:9000',
      FOLDER: '/srv/onggi',
      PORT: 3000,
    });
    expect([...found].sort()).toEqual(['::1:9000', 'db.example:5432', 'gpu-1.example:8000', 'gpu-2.example:443']);
  });
});
