import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { healthServer, type HealthCheck } from './health-server.js';

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

async function get(path: string, checks: () => Promise<HealthCheck[]>) {
  const server = healthServer(checks);
  closing.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  return { status: response.status, body: await response.json() };
}

describe('the health of the worker', () => {
  it('is live whatever it depends on, and ready only when every check passes', async () => {
    const away = async () => [{ name: 'database', ok: false, detail: 'away' }];
    expect((await get('/health/live', away)).status).toBe(200);
    expect(await get('/health/ready', away)).toMatchObject({ status: 503, body: { checks: [{ detail: 'away' }] } });
    expect((await get('/health/ready', async () => [{ name: 'database', ok: true }])).status).toBe(200);
    expect((await get('/health/ready', () => Promise.reject(new Error('of its own')))).status).toBe(503);
    expect((await get('/', away)).status).toBe(404);
  });
});
