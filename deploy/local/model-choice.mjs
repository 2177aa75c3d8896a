import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from './failures.mjs';
import { sources } from './sources.mjs';

/**
 * Where a model comes from: a file that the reader named, a server elsewhere (then none is needed here), the hub, or
 * the wheels.
 * @typedef {{from: 'path' | 'wheel' | 'hub', path: string} | {from: 'server', url: string}} ModelChoice
 */

/**
 * Decides for all models, in that order. The morphological analyser's lies in no hub.
 * @returns {{embedding: ModelChoice, chat: ModelChoice, morphology: ModelChoice}}
 * @throws {StartError} FILE_MISSING
 */
export function chosenModels({ cache }, environment) {
  const { embeddingModel, chatModel, morphologyModel } = sources;
  const embeddingPath = environment.ONGGI_MODEL_HUB ? embeddingModel.hub.where : embeddingModel.where;
  return {
    embedding: choose(environment, 'EMBEDDING', join(cache, embeddingPath)),
    chat: choose(environment, 'CHAT', join(cache, chatModel.where)),
    morphology: choose({ ...environment, ONGGI_MODEL_HUB: '' }, 'MORPHOLOGY', join(cache, morphologyModel.where)),
  };
}

function choose(environment, kind, path) {
  const url = environment[`ONGGI_${kind}_URL`] || environment.ONGGI_INFERENCE_URL;
  if (url) return { from: 'server', url };
  const variable = `ONGGI_${kind}_MODEL_PATH`;
  const named = environment[variable];
  if (named && !existsSync(named)) throw new StartError('FILE_MISSING', { variable, path: named });
  if (named) return { from: 'path', path: named };
  return { from: environment.ONGGI_MODEL_HUB ? 'hub' : 'wheel', path };
}
