import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { homeFolder, productFolder } from '../client/environment.js';

const run = promisify(execFile);
/** A million passages take more than an hour. */
const limitMs = 4 * 60 * 60_000;

/** Runs a measuring program of the product in a process of its own and reads the JSON that it prints last. */
export async function runModule(
  file: string,
  environment: Record<string, string> = {},
  programArguments: readonly string[] = [],
): Promise<unknown> {
  const { stdout } = await run(process.execPath, [path.join(productFolder, file), ...programArguments], {
    cwd: productFolder,
    // Its log would stand on the same stream as what it prints.
    env: { ...process.env, ONGGI_HOME: homeFolder, ONGGI_LOG_LEVEL: 'fatal', ...environment },
    timeout: limitMs,
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout.slice(stdout.search(/[[{]/))) as unknown;
}
