import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

export const repositoryRoot = path.resolve(import.meta.dirname, '../../..');

const artifacts = path.join(repositoryRoot, 'test/.artifacts');
/** The first start builds, and loads the demo tenants. */
const startTimeoutMs = 600_000;
const stopTimeoutMs = 30_000;

let running;

/** The one Onggi of this test run: started with `npm start`'s program at the first call, ended after the last test. */
export function product() {
  running ??= Product.start();
  return running;
}

after(async () => {
  if (running) await (await running).stop();
});

/** A whole Onggi with a home and ports of its own, and the cache of everyone. */
class Product {
  #launcher;
  #output = '';

  constructor(home, ports) {
    this.home = home;
    this.url = `http://127.0.0.1:${ports.PORT}`;
    /** What a command needs to speak to this Onggi. */
    this.environment = { ...process.env, ...ports, ONGGI_HOME: home, LANG: 'en_US.UTF-8', NODE_OPTIONS: '' };
  }

  static async start() {
    const folder = await mkdtemp(path.join(tmpdir(), 'onggi-e2e-'));
    chmodSync(folder, 0o711);
    const [PORT, ONGGI_INFERENCE_PORT, ONGGI_WORKER_PORT] = await freePorts(3);
    const started = new Product(path.join(folder, 'home'), { PORT, ONGGI_INFERENCE_PORT, ONGGI_WORKER_PORT });
    await started.#launch();
    return started;
  }

  async #launch() {
    this.#launcher = spawn(process.execPath, ['deploy/local/start.mjs'], {
      cwd: repositoryRoot,
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#launcher.stdout, this.#launcher.stderr])
      stream.on('data', (data) => (this.#output += data));
    const deadline = Date.now() + startTimeoutMs;
    while (!this.#output.includes(`ready at ${this.url}`)) {
      if (this.#launcher.exitCode !== null || Date.now() > deadline) {
        const output = this.#output;
        await this.stop().catch(() => undefined);
        throw new Error(`Onggi did not start:\n${output}`);
      }
      await sleep(100);
    }
  }

  /** Pids of the processes that the launcher keeps alive, by name: worker, api, inference, postgres … */
  pids() {
    const { processes } = JSON.parse(readFileSync(path.join(this.home, 'run/processes.json'), 'utf8'));
    return Object.fromEntries(processes.map(({ name, pid }) => [name, pid]));
  }

  /** kill -9 of one process, by the name that the launcher gives it. */
  kill(name) {
    this.signal(name, 'SIGKILL');
  }

  signal(name, signal) {
    const pid = Object.entries(this.pids()).find(([known]) => known.toLowerCase().includes(name))?.[1];
    if (!pid) throw new Error(`No process '${name}' among ${Object.keys(this.pids()).join(', ')}`);
    process.kill(pid, signal);
  }

  /** CPU seconds that a process has used so far, as ps counts them. */
  cpuSeconds(name) {
    const parts = execFileSync('ps', ['-o', 'time=', '-p', `${this.pids()[name]}`], { encoding: 'utf8' }).trim();
    return parts.split(/[-:]/).reduce((sum, part) => sum * 60 + Number(part), 0);
  }

  async isReady() {
    try {
      return (await fetch(`${this.url}/health/ready`)).status === 200;
    } catch {
      return false;
    }
  }

  async untilReady() {
    await eventually(() => this.isReady(), 60_000, 'Onggi is ready again');
  }

  /** Ends Onggi as Ctrl-C would. @throws Error when a process outlives it */
  async stop() {
    const pids = existsSync(path.join(this.home, 'run/processes.json')) ? Object.entries(this.pids()) : [];
    if (this.#launcher.exitCode === null && this.#launcher.signalCode === null) {
      const ended = once(this.#launcher, 'exit');
      this.#launcher.kill('SIGTERM');
      const late = setTimeout(() => this.#launcher.kill('SIGKILL'), stopTimeoutMs);
      await ended;
      clearTimeout(late);
    }
    const left = pids.filter(([, pid]) => isAlive(pid)).map(([name]) => name);
    if (existsSync(path.join(this.home, 'logs')))
      cpSync(path.join(this.home, 'logs'), path.join(artifacts, 'logs'), { recursive: true });
    rmSync(path.dirname(this.home), { recursive: true, force: true });
    if (left.length > 0) throw new Error(`Still running after the end: ${left.join(', ')}`);
  }
}

/** Waits until the condition holds. @throws Error that says what was waited for */
export async function eventually(condition, timeoutMs, what) {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not within ${timeoutMs / 1000} s: ${what}`);
    await sleep(200);
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => `${server.address().port}`);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
