import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJson } from '../../deploy/local/files.mjs';
import { runCommand } from '../../deploy/local/run-command.mjs';

/** A part that hangs is a part that failed; the whole run must end within 40 minutes on two cores. */
const longestMinutes = { script: 8, jest: 15, endToEnd: 25 };

/**
 * One part of the test run.
 * @typedef {{name: string, run: (context: object) => Promise<{passed: number, failed: number}>}} Part
 */

/** An npm script that holds or does not: it counts as one. @returns {Part} */
export function scriptPart(name, script) {
  return {
    name,
    run: async (context) => {
      const code = await runShown(context, 'npm', ['run', '--silent', script], longestMinutes.script);
      return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
    },
  };
}

/** A project of jest, counted test by test. @returns {Part} */
export function jestPart(project) {
  return {
    name: project,
    run: async (context) => {
      const folder = await mkdtemp(join(tmpdir(), 'onggi-counts-'));
      const file = join(folder, 'jest.json');
      const options = ['--selectProjects', project, '--passWithNoTests', '--json', '--outputFile', file];
      const code = await runShown(context, process.execPath, [...jest, ...options], longestMinutes.jest);
      const counts = readJson(file);
      await rm(folder, { recursive: true });
      return countJest(counts, code);
    },
  };
}

const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  '--forceExit',
];

/** A file that could not even be read has no tests that fail, but the run did; so has a run that was cut off. */
export function countJest(counts, code) {
  if (counts === null) return { passed: 0, failed: 1 };
  const { numPassedTests: passed, numFailedTests, numRuntimeErrorTestSuites } = counts;
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
}

/** The end-to-end tests, run by Node's own runner. @returns {Part} */
export function endToEndPart() {
  return {
    name: 'end to end',
    run: async (context) => {
      const folder = join(context.paths.root, 'test', 'e2e');
      const files = (await readdir(folder))
        .filter((name) => name.endsWith('.e2e.mjs'))
        .map((name) => join(folder, name));
      const counts = join(await mkdtemp(join(tmpdir(), 'onggi-counts-')), 'node-test.json');
      const reporter = join(context.paths.root, 'test', 'support', 'count-reporter.mjs');
      const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout', `--test-reporter=${reporter}`];
      const options = [
        '--test',
        '--test-concurrency=1',
        ...reporters,
        `--test-reporter-destination=${counts}`,
        ...files,
      ];
      const code = await runShown(context, process.execPath, options, longestMinutes.endToEnd);
      const { passed, failed } = readJson(counts) ?? { passed: 0, failed: 0 };
      await rm(join(counts, '..'), { recursive: true });
      return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
    },
  };
}

async function runShown({ paths, environment, abort }, command, args, minutes) {
  const tooLong = AbortSignal.timeout(minutes * 60_000);
  try {
    const options = { cwd: paths.root, environment, abort: AbortSignal.any([abort, tooLong]), show: true };
    const { code } = await runCommand(command, args, options);
    return code;
  } catch (error) {
    if (!tooLong.aborted || abort.aborted) throw error;
    console.log(`cut off after ${minutes} minutes`);
    return null;
  }
}
