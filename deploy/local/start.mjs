/**
 * `npm start`: from a fresh clone to a running Onggi, and its end. Plain JavaScript on Node's own modules, because it
 * runs before anything is installed. What each step does is in steps.mjs.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeFailure, terminalLanguage } from './failures.mjs';
import { installationPaths } from './paths.mjs';
import { Report } from './report.mjs';
import {
  claimInstallation,
  demoAccounts,
  loadDemo,
  migrateDatabase,
  prepareMachine,
  startDatabase,
  startInference,
  startProcesses,
} from './steps.mjs';
import { Supervisor } from './supervise.mjs';
import { watchForEnd } from './terminal.mjs';
import { words } from './words.mjs';

// The database runs as another user when root starts it; what is private gets its own mode.
process.umask(0o022);
const environment = process.env;
const language = terminalLanguage(environment);
const say = words[language];
const report = new Report({ say });
const paths = installationPaths(environment);
const ending = new AbortController();
const supervisor = new Supervisor({
  note: join(paths.run, 'processes.json'),
  onRestart: (name, reason) => report.note(say.restarted(name, reason)),
  onFailure: (error) => void end(error),
});
let release = () => {};
let isEnding = false;

/** Ends everything in order, once. @param {Error | null} failure null when the reader wanted it */
async function end(failure) {
  if (isEnding) return;
  isEnding = true;
  ending.abort(failure ?? new Error('ended'));
  if (failure !== null) console.error(describeFailure(failure, language));
  else report.line(say.stopping);
  await Promise.race([Promise.allSettled([started]), sleep(10_000)]);
  await supervisor.stop();
  release();
  if (failure === null) report.line(say.stopped);
  process.exit(failure === null ? 0 : 1);
}

async function start() {
  const installation = { paths, environment, language, say, report, abort: ending.signal };
  const { places, release: releaseLock } = await report.step(say.checks, () =>
    claimInstallation(installation, supervisor),
  );
  release = releaseLock;
  await prepareMachine(installation);
  await startInference(installation, supervisor, places);
  const databaseUrl = await startDatabase(installation, supervisor);
  await migrateDatabase(installation, databaseUrl);
  await startProcesses(installation, supervisor, { places, databaseUrl });
  await loadDemo(installation, places);
  welcome(await demoAccounts(installation, places), places);
}

function welcome(accounts, places) {
  report.line();
  if (accounts.length > 0) report.line(`${say.accounts}:`);
  for (const { email, tenantName, role } of accounts)
    report.line(`  ${email.padEnd(36)} ${tenantName[language]} · ${role}`);
  report.line(`${say.logs}: ${paths.logs} · ${say.end}`);
  report.line(say.ready(places.address));
}

// A reader that goes away (`npm start | head`) must not take the processes down without their being stopped.
process.stdout.on('error', () => void end(null));
process.on('uncaughtException', (error) => void end(error));
watchForEnd(environment, () => {
  if (isEnding) supervisor.kill();
  else void end(null);
});
const started = start();
started.catch((error) => {
  if (!isEnding) void end(error);
});
