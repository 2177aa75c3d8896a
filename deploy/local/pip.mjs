import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSize, folderSize, sha256OfFile } from './files.mjs';
import { failureFromOutput, StartError } from './failures.mjs';
import { lastLines, runCommand } from './run-command.mjs';

const attempts = 2;
const pollMs = 400;

/**
 * Fetches one wheel or source distribution with the reader's own pip (whose configuration decides the index), and keeps
 * it only if its hash is the one of sources.json. One that is already there with the right hash is taken as it is.
 * @param {{distribution: string, version: string, fileName: string, sha256: string, size: number, pip?: object}} wheel
 *   `pip`: for which platform; a source distribution (.tar.gz) has none
 * @param {{folder: string, environment: Record<string, string | undefined>, abort: AbortSignal,
 *   onBytes: (bytes: number) => void, onDamaged: (what: string) => void}} options
 * @returns {Promise<string>} the wheel's path
 */
export async function fetchWheel(wheel, { folder, environment, abort, onBytes, onDamaged }) {
  const path = join(folder, wheel.fileName);
  if (fileSize(path) !== null) {
    if ((await sha256OfFile(path)) === wheel.sha256) return path;
    onDamaged(wheel.distribution);
    await rm(path);
  }
  let found = '';
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const received = join(folder, `.${wheel.distribution}.${process.pid}`);
    try {
      const file = await downloadInto(received, wheel, { environment, abort, onBytes });
      found = await sha256OfFile(file);
      if (found === wheel.sha256) {
        await rename(file, path);
        return path;
      }
      onDamaged(wheel.distribution);
    } finally {
      await rm(received, { recursive: true, force: true });
    }
  }
  throw new StartError('HASH_MISMATCH', { what: wheel.fileName, expected: wheel.sha256, found });
}

/** Runs pip with its temporary files in our folder, so that their growth shows and a killed start leaves none elsewhere. */
async function downloadInto(folder, wheel, { environment, abort, onBytes }) {
  const temporary = join(folder, 'tmp');
  await rm(folder, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  const watch = setInterval(() => folderSize(folder).then(onBytes, () => clearInterval(watch)), pollMs);
  try {
    const { code, output } = await runCommand('python3', await pipArguments(wheel, folder), {
      environment: { ...environment, TMPDIR: temporary, PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1' },
      abort,
    });
    if (code !== 0) throw pipFailure(wheel, output);
  } finally {
    clearInterval(watch);
  }
  const name = (await readdir(folder)).find((entry) => entry.endsWith(isSource(wheel) ? '.tar.gz' : '.whl'));
  if (name === undefined) throw new StartError('DOWNLOAD_FAILED', { what: wheel.distribution, reason: 'no file came' });
  return join(folder, name);
}

const isSource = ({ fileName }) => fileName.endsWith('.tar.gz');

async function pipArguments(wheel, folder) {
  const quiet = ['--no-cache-dir', '--progress-bar', 'off'];
  if (isSource(wheel)) {
    // pip runs a source distribution's own code to read its name. With the hash in a file it does so after it has checked it.
    const requirements = join(folder, 'requirements.txt');
    await writeFile(requirements, `${wheel.distribution}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
    const what = ['--no-deps', `--no-binary=${wheel.distribution}`, '--require-hashes', '--requirement', requirements];
    return ['-m', 'pip', 'download', ...quiet, '--dest', folder, ...what];
  }
  const target = Object.entries(wheel.pip).flatMap(([option, value]) => [`--${option}`, value]);
  const what = ['--no-deps', '--only-binary=:all:', ...target, `${wheel.distribution}==${wheel.version}`];
  return ['-m', 'pip', 'download', ...quiet, '--dest', folder, ...what];
}

function pipFailure(wheel, output) {
  if (/No module named pip/.test(output)) return new StartError('NO_PIP');
  const what = `${wheel.distribution} ${wheel.version}`;
  const logLines = lastLines(output, 8);
  return failureFromOutput(
    output,
    what,
    () => new StartError('DOWNLOAD_FAILED', { what, reason: logLines.at(-1) ?? 'pip said nothing' }, { logLines }),
  );
}
