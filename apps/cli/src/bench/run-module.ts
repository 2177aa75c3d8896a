import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { homeFolder, productFolder } from '../client/environment.js';

const run = promisify(execFile);
const limitMs = 30 * 60_000;

/** Runs a measuring program of the product in a process of its own and reads the JSON that it prints last. */
export async function runModule(
  file: string,
  environment: Record<string, string> = {},
  programArguments: readonly string[] = [],
): Promise<unknown> {
  const { stdout } = await run(process.execPath, [path.join(productFolder, file), ...programArguments], {
    cwd: productFolder,
    env: { ...process.env, ONGGI_HOME: homeFolder, ...environment },
    timeout: limitMs,
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout.slice(stdout.search(/[[{]/))) as unknown;
}
