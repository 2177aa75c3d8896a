import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkNode, checkPip, listeningPlaces } from './checks.mjs';
import { areBinariesInstalled } from './database-binaries.mjs';
import { freeSpace } from './disk.mjs';
import { embeddedBinaries } from './embedded-database.mjs';
import { examineDatabase } from './doctor-database.mjs';
import { StartError, terminalLanguage } from './failures.mjs';
import { readJson } from './files.mjs';
import { finding } from './finding.mjs';
import { chosenModels } from './model-choice.mjs';
import { isMorphologyIntact, isMorphologyThere } from './morphology-model.mjs';
import { installationPaths } from './paths.mjs';
import { isPortFree, portHolder } from './ports.mjs';
import { isSameProcess } from './processes.mjs';
import { runCommand } from './run-command.mjs';
import { databaseWheel, sources } from './sources.mjs';
import { isIntact, verifiedNote } from './verified.mjs';
import { areDependenciesInstalled } from './workspace.mjs';

const texts = {
  start: { ko: 'npm start 를 실행하세요. 빠진 것을 받아 둡니다.', en: 'Run npm start; it fetches what is missing.' },
  pip: {
    ko: '내려받을 것이 있을 때만 필요합니다. apt install python3-pip',
    en: 'Needed only while something is to be downloaded: apt install python3-pip',
  },
  space: { ko: '공간을 비우거나 다른 디스크를 쓰세요.', en: 'Free some space or use another disk.' },
  mode: { ko: '소유자와 권한을 고치세요.', en: 'Mend its owner and mode.' },
  missing: { ko: '없습니다', en: 'is missing' },
  damaged: { ko: '내용이 다릅니다 (SHA-256)', en: 'is damaged (SHA-256)' },
  outdated: { ko: 'package-lock.json과 다릅니다', en: 'node_modules does not fit package-lock.json' },
  logs: { ko: '로그를 보세요: ', en: 'See the logs: ' },
};

/**
 * Looks at everything that a start needs and has made. Works with nothing installed and nothing running.
 * @param {Record<string, string | undefined>} environment
 * @returns {Promise<import('./finding.mjs').Finding[]>} in the reader's language
 */
export async function examine(environment = process.env) {
  const language = terminalLanguage(environment);
  const paths = installationPaths(environment);
  const context = { environment, language, paths, abort: new AbortController().signal };
  const groups = [examineTools, examinePlaces, examineModels, examineBinaries, examineDatabase, examineProcesses];
  const findings = [];
  for (const group of groups) findings.push(...(await group(context)));
  return findings;
}

async function examineTools({ environment, language, paths, abort }) {
  const version = async (command, args) => (await runCommand(command, args, { environment, abort })).output.trim();
  return [
    await finding('Node', language, () => (checkNode(), process.versions.node)),
    await finding('npm', language, () => version('npm', ['--version']), texts.start[language]),
    await finding('pip', language, () => checkPip({ environment, abort }), texts.pip[language]),
    await finding(
      'dependencies',
      language,
      async () => {
        if (!(await areDependenciesInstalled(paths.root))) throw new Error(texts.outdated[language]);
        return 'package-lock.json';
      },
      texts.start[language],
    ),
  ];
}

async function examinePlaces({ language, paths }) {
  const places = [];
  for (const [name, path] of [
    ['ONGGI_HOME', paths.home],
    ['ONGGI_CACHE', paths.cache],
  ]) {
    const room = `${(freeSpace(path) / 1e9).toFixed(1)} GB`;
    const check = () => {
      if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
      return language === 'ko' ? `${path} (여유 ${room})` : `${path} (${room} free)`;
    };
    places.push(await finding(name, language, check, texts.mode[language]));
    if (freeSpace(path) < sources.space.database) {
      places.push({ name: `${name}: disk`, ok: false, detail: room, remedy: texts.space[language] });
    }
  }
  return places;
}

async function examineModels({ environment, language, paths }) {
  const examineOne = (name, kind, source) =>
    finding(
      name,
      language,
      async () => {
        const choice = chosenModels(paths, environment)[kind];
        if (choice.from === 'server') return choice.url;
        if (choice.from === 'path') return `${choice.path} (path)`;
        const note = verifiedNote(choice.path);
        const isWhole =
          kind === 'embedding' && choice.from === 'hub' ? existsSync(choice.path) : await isIntact(choice.path, source);
        if (!isWhole)
          throw new Error(`${choice.path} ${texts[existsSync(choice.path) ? 'damaged' : 'missing'][language]}`);
        return `${source.what}; ${choice.path} (${note?.source ?? choice.from}, SHA-256 ${source.sha256.slice(0, 12)}… ✓)`;
      },
      texts.start[language],
    );
  return [
    await examineOne('embedding model', 'embedding', sources.embeddingModel),
    await examineOne('chat model', 'chat', sources.chatModel),
    await examineMorphology({ environment, language, paths }),
  ];
}

function examineMorphology({ environment, language, paths }) {
  const model = sources.morphologyModel;
  const check = async () => {
    const choice = chosenModels(paths, environment).morphology;
    if (choice.from === 'server') return choice.url;
    if (choice.from === 'path') return `${choice.path} (path)`;
    if (await isMorphologyIntact(choice.path, model)) return `${model.what}; ${choice.path} (SHA-256 ✓)`;
    throw new Error(`${choice.path} ${texts[isMorphologyThere(choice.path, model) ? 'damaged' : 'missing'][language]}`);
  };
  return finding('morphology model', language, check, texts.start[language]);
}

async function examineBinaries({ environment, language, paths }) {
  if (environment.DATABASE_URL) return [];
  const check = () => {
    const { folder } = embeddedBinaries(paths);
    if (!areBinariesInstalled(folder, databaseWheel(), sources.database))
      throw new Error(`${folder} ${texts.missing[language]}`);
    return `${sources.database.what}; ${folder}`;
  };
  return [await finding('database binaries', language, check, texts.start[language])];
}

async function examineProcesses({ environment, language, paths }) {
  const launcher = readJson(join(paths.run, 'launcher.lock'));
  if (launcher !== null && isSameProcess(launcher)) {
    const { processes } = readJson(join(paths.run, 'processes.json')) ?? { processes: [] };
    const names = processes.map(({ name, pid }) => `${name} ${pid}`).join(', ');
    return [
      await finding('running', language, () => `${launcher.address} (${names})`),
      await finding('health', language, () => healthOf(launcher.address), `${texts.logs[language]}${paths.logs}`),
    ];
  }
  return examinePorts(environment, language);
}

async function healthOf(address) {
  const response = await fetch(`${address}/health/ready`, { signal: AbortSignal.timeout(5000) });
  const body = (await response.text()).slice(0, 300);
  if (!response.ok) throw new Error(`/health/ready ${response.status} ${body}`);
  return `/health/ready ${response.status}`;
}

async function examinePorts(environment, language) {
  const places = listeningPlaces(environment);
  const ports = [
    ['PORT', places.api, places.host],
    ['ONGGI_INFERENCE_PORT', places.inference, '127.0.0.1'],
    ['ONGGI_WORKER_PORT', places.worker, '127.0.0.1'],
  ];
  return Promise.all(
    ports.map(([variable, port, host]) =>
      finding(variable, language, async () => {
        if (await isPortFree(port, host)) return port;
        throw new StartError('PORT_TAKEN', { port, variable, holder: portHolder(port) });
      }),
    ),
  );
}
