import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pathDigest } from './paths.mjs';
import { checkSpace } from './disk.mjs';
import { readJson, writeAtomically } from './files.mjs';
import { failureFromOutput, StartError } from './failures.mjs';
import { waitForLock } from './lock.mjs';
import { lastLines, runCommand } from './run-command.mjs';
import { sources } from './sources.mjs';

/** What a build makes and a start needs. */
const built = [
  'apps/api/dist/main.js',
  'apps/worker/dist/main.js',
  'apps/inference/dist/main.js',
  'apps/cli/dist/main.js',
  'apps/web/dist/index.html',
];
const sourceFolders = ['apps', 'libs', 'prisma'];
const notSource = new Set(['node_modules', 'dist', 'generated', '.cache', 'coverage']);

/** Installs dependencies and builds, each only if something changed since, and one start at a time per clone. */
export async function prepareWorkspace(installation) {
  const { paths, report, say, abort } = installation;
  const lock = await waitForLock(join(paths.cache, `workspace-${pathDigest(paths.root)}.lock`), {
    onWait: ({ pid }) => report.note(say.waitingForLock(pid)),
    signal: abort,
  });
  try {
    if (!(await areDependenciesInstalled(paths.root))) await report.slowStep(say.install, () => install(installation));
    const stamp = await sourceStamp(paths.root);
    if (!isBuilt(paths.root, stamp)) await report.slowStep(say.build, () => build(installation, stamp));
  } finally {
    lock.release();
  }
}

const installStamp = (root) => join(root, 'node_modules', '.onggi-install');
const buildStamp = (root) => join(root, 'node_modules', '.onggi-build');
const lockFileHash = (root) =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');

/** By the stamp of the last start; or, after the reader's own npm install, by comparing what npm says it installed. */
export async function areDependenciesInstalled(root) {
  const wanted = lockFileHash(root);
  const stamp = installStamp(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === wanted) return true;
  const installed = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages;
  if (installed === undefined) return false;
  const locked = Object.entries(readJson(join(root, 'package-lock.json')).packages).filter(([path]) => path !== '');
  const fits = locked.every(([path, { version, optional, link, peer, devOptional }]) => {
    // A link is a project of the workspace: a new one has to be linked before it can be built.
    if (link) return existsSync(join(root, path));
    if (!path.includes('node_modules/')) return true;
    if (installed[path] === undefined) return Boolean(optional || peer || devOptional);
    return installed[path].version === version;
  });
  if (fits) await writeAtomically(stamp, `${wanted}\n`);
  return fits;
}

async function install(installation) {
  const { root } = installation.paths;
  checkSpace(root, sources.space.dependencies);
  await npm(installation, ['ci', '--no-audit', '--no-fund', '--include=dev'], installation.say.install);
  await writeAtomically(installStamp(root), `${lockFileHash(root)}\n`);
}

async function build(installation, stamp) {
  await npm(installation, ['run', '--silent', 'build'], installation.say.build);
  await writeAtomically(buildStamp(installation.paths.root), `${stamp}\n`);
}

const isBuilt = (root, stamp) =>
  built.every((file) => existsSync(join(root, file))) &&
  existsSync(buildStamp(root)) &&
  readFileSync(buildStamp(root), 'utf8').trim() === stamp;

/** Hash over every file that goes into the build. */
async function sourceStamp(root) {
  const hash = createHash('sha256');
  const top = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.base.json'].map((name) =>
    join(root, name),
  );
  const files = [...top, ...(await Promise.all(sourceFolders.map((folder) => filesUnder(join(root, folder))))).flat()];
  for (const file of files.sort()) hash.update(`${relative(root, file)}\0`).update(await readFile(file));
  return hash.digest('hex');
}

async function filesUnder(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries
    .filter(({ name }) => !notSource.has(name) && !/\.spec\.tsx?$|\.tsbuildinfo$/.test(name))
    .map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesUnder(path);
      return entry.isFile() ? [path] : [];
    });
  return (await Promise.all(found)).flat();
}

/** Runs the npm that runs us, or the one on the PATH. @throws {StartError} */
async function npm({ paths, environment, abort }, args, what) {
  const [command, ...before] = environment.npm_execpath ? [process.execPath, environment.npm_execpath] : ['npm'];
  const { code, output } = await runCommand(command, [...before, ...args], { cwd: paths.root, environment, abort });
  if (code === 0) return;
  const logLines = lastLines(output, 25);
  const reason = code === null ? 'signal' : `exit ${code}`;
  const otherwise = () => new StartError('COMMAND_FAILED', { what, command: `npm ${args.join(' ')}`, reason });
  const failure = args[0] === 'ci' ? failureFromOutput(output, what, otherwise) : otherwise();
  failure.logLines = logLines;
  throw failure;
}
