import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StartError } from './failures.mjs';
import { startMark } from './processes.mjs';
import { Supervisor } from './supervise.mjs';

interface Running {
  processes: { name: string; pid: number }[];
}

let folder: string;
let supervisor: Supervisor;
let restarts: string[];
let failure: Promise<StartError>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onggi-supervise-'));
  restarts = [];
  failure = new Promise((resolve) => {
    supervisor = new Supervisor({
      note: join(folder, 'processes.json'),
      onRestart: (name: string) => restarts.push(name),
      onFailure: (error: Error) => resolve(error as StartError),
    });
  });
});
afterEach(async () => {
  await supervisor.stop();
  rmSync(folder, { recursive: true });
});

const plan = (name: string, script: string, more = {}) => ({
  name,
  command: () => ({ command: process.execPath, args: ['-e', script], environment: process.env, cwd: folder }),
  logFile: join(folder, `${name}.log`),
  isReady: () => Promise.resolve(log(name).includes('up')),
  ...more,
});
const log = (name: string) => {
  try {
    return readFileSync(join(folder, `${name}.log`), 'utf8');
  } catch {
    return '';
  }
};
const running = () => (JSON.parse(readFileSync(join(folder, 'processes.json'), 'utf8')) as Running).processes;
const until = async (condition: () => boolean) => {
  while (!condition()) await sleep(20);
};
const ready = () => supervisor.allReady({ timeoutMs: 20_000 });
const serving = "console.log('up'); setInterval(() => {}, 1000)";

describe('keeping processes running', () => {
  it('starts a killed one again', async () => {
    const worker = await supervisor.start(plan('worker', serving));
    await ready();
    const first = worker.pid as number;
    process.kill(first, 'SIGKILL');
    await until(() => worker.pid !== null && worker.pid !== first);
    await ready();
    expect(restarts).toEqual(['worker']);
    expect(running().map(({ pid }) => pid)).toEqual([worker.pid]);
  });

  it('gives up on one whose configuration is wrong and shows its last words', async () => {
    await supervisor.start(plan('api', "console.error('PORT is not a number'); process.exit(78)"));
    const error = await failure;
    expect(error.code).toBe('PROCESS_KEEPS_FAILING');
    expect(error.logLines).toContain('PORT is not a number');
  });

  it('gives up on a program that is not there', async () => {
    const missing = () => ({ command: join(folder, 'none'), args: [], environment: {}, cwd: folder });
    await supervisor.start(plan('api', '', { command: missing }));
    await until(() => restarts.length > 1);
    expect(restarts).toContain('api');
  });
});

describe('stopping', () => {
  it('ends the last started first, and leaves nothing of what they started', async () => {
    const parent = `require('child_process').spawn(process.execPath, ['-e', "setInterval(() => {}, 1000)"], { stdio: 'ignore' });
      process.on('SIGTERM', () => { require('fs').appendFileSync('order', process.argv[1]); process.exit(); }); ${serving}`;
    const withName = (name: string) => {
      const args = ['-e', parent, name];
      return plan(name, '', {
        command: () => ({ command: process.execPath, args, environment: process.env, cwd: folder }),
      });
    };
    await supervisor.start(withName('a'));
    await supervisor.start(withName('b'));
    await ready();
    const pids = running().map(({ pid }) => pid);
    await supervisor.stop();
    expect(readFileSync(join(folder, 'order'), 'utf8')).toBe('ba');
    await until(() => pids.every((pid) => !isGroupAlive(pid)));
    expect(running()).toEqual([]);
  });

  it('kills one that does not listen', async () => {
    const deaf = `process.on('SIGTERM', () => {}); ${serving}`;
    const child = await supervisor.start(plan('deaf', deaf, { stopGraceMs: 100 }));
    await ready();
    const pid = child.pid as number;
    await supervisor.stop();
    expect(startMark(pid)).toBeNull();
  });
});

describe('a launcher that is killed', () => {
  it('takes its processes with it, those that listen to it and those that do not', async () => {
    const script = join(import.meta.dirname, 'supervise.fixture.mjs');
    const launcher = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(launcher.stdout, 'data');
    const pids = running().map(({ pid }) => pid);
    expect(pids.map((pid) => startMark(pid) === null)).toEqual([false, false]);
    launcher.kill('SIGKILL');
    await until(() => pids.every((pid) => startMark(pid) === null));
  });
});

function isGroupAlive(pid: number): boolean {
  try {
    return process.kill(-pid, 0);
  } catch {
    return false;
  }
}
