/**
 * `npm test`: everything that holds the product to its promises, on a fresh clone too. Formatting, lint, types, unit
 * tests, integration tests against a real PostgreSQL, end to end in a real browser. The last line adds up all counts.
 */
import { describeFailure, terminalLanguage } from '../deploy/local/failures.mjs';
import { installationPaths } from '../deploy/local/paths.mjs';
import { Report } from '../deploy/local/report.mjs';
import { prepareMachine } from '../deploy/local/steps.mjs';
import { words } from '../deploy/local/words.mjs';
import { endToEndPart, jestPart, scriptPart } from './support/parts.mjs';

const environment = process.env;
const language = terminalLanguage(environment);
const say = words[language];
const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => ending.abort(new Error(`ended by ${signal}`)));
}

const parts = [
  scriptPart('format', 'format:check'),
  scriptPart('lint', 'lint'),
  scriptPart('types', 'typecheck'),
  jestPart('unit'),
  jestPart('integration'),
  endToEndPart(),
];

async function run() {
  process.umask(0o022);
  const paths = installationPaths(environment);
  const context = { paths, environment, say, report: new Report({ say }), abort: ending.signal };
  await prepareMachine(context);
  const results = [];
  for (const part of parts) {
    console.log(`\n━━ ${part.name}`);
    const { passed, failed } = await part.run(context);
    console.log(`${failed === 0 ? '✔' : '✖'} ${part.name}: ${passed} passed, ${failed} failed`);
    results.push({ name: part.name, passed, failed });
  }
  return results;
}

let failed = 1;
let passed = 0;
try {
  const results = await run();
  passed = results.reduce((sum, result) => sum + result.passed, 0);
  failed = results.reduce((sum, result) => sum + result.failed, 0);
  const broken = results.filter((result) => result.failed > 0).map(({ name }) => name);
  if (broken.length > 0) console.log(`\nFailed: ${broken.join(', ')}`);
} catch (error) {
  console.error(describeFailure(error, language));
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
