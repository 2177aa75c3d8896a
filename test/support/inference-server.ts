import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The built server as a process of its own, as it runs in production. */
export interface ServerProcess {
  url: string;
  child: ChildProcess;
  /** Standard output and error so far. */
  output(): string;
  stop(): Promise<number | null>;
}

/** @param until what must hold of /health/ready before the caller goes on. */
export async function startServer(
  environment: Record<string, string>,
  until: (status: number, body: Record<'embeddings' | 'chat' | 'morphology', { status: string }>) => boolean = (
    status,
  ) => status === 200,
): Promise<ServerProcess> {
  const file = fileURLToPath(new URL('../../apps/inference/dist/main.js', import.meta.url));
  if (!existsSync(file)) throw new Error('apps/inference is not built: run npm run build:server first.');
  const port = await freePort();
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, ONGGI_INFERENCE_PORT: String(port), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended: ${output}`);
    const response = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (response && until(response.status, (await response.json()) as Parameters<typeof until>[1])) break;
    await delay(100);
  }
  return {
    url,
    child,
    output: () => output,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      return (await ended)[0] as number | null;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
