import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { centred, packedSigns } from './centred-tokens.js';
import { maxSim, unitTokens } from './max-sim.js';

/** What an embedding thread is started with. */
export interface EmbeddingThreadOptions {
  modelPath: string;
  /** Scheduling priority of this thread alone, 0 to 19; Linux only, elsewhere it would be the whole process's. */
  niceness: number;
  /** Own graphs are fused already; foreign ones are left to onnxruntime. */
  optimize: boolean;
}

/** What is wanted of each text instead of, or beside, its unit vector, the mean over its tokens. */
export type TokenTask =
  /** A unit vector for each token but the begin and end token, one after the other. */
  | { kind: 'tokens' }
  /** One number: how well its tokens cover a question's, which came of 'tokens'. */
  | { kind: 'coverage'; question: Float32Array }
  /** Beside the unit vector its tokens less a centre: their signs, or themselves as unit vectors. */
  | { kind: 'centred'; form: TokenForm };

/** How centred tokens are given: 'bits' packs the sign of each dimension, 'floats' are little-endian 32-bit numbers. */
export type TokenForm = 'bits' | 'floats';

/** Texts of one batch: ids one after the other. */
export interface EmbeddingBatch {
  ids: Int32Array;
  lengths: number[];
  task?: TokenTask | undefined;
  /** Of each text, for 'centred'. */
  selections?: readonly TokenSelection[] | undefined;
}

/** Which tokens of a text are wanted. */
export interface TokenSelection {
  /** Among its tokens, the begin token being 0. */
  places: Uint16Array;
  /** What is subtracted from each. */
  centre: Float32Array;
}

/** What came of a batch. */
export interface BatchResult {
  /** As many numbers for each text, one after the other; of the task 'tokens' those of its one text. */
  vectors: Float32Array;
  /** Of each text the tokens that 'centred' asked for. */
  tokens?: Uint8Array[];
}

const port = parentPort;
if (!port) throw new Error('This file is the start of a worker thread.');
const options = workerData as EmbeddingThreadOptions;
const paddingId = 1n;
const sentenceOutput = 'sentence_embedding';
const tokenOutput = 'last_hidden_state';

// Before the session: the threads that it starts inherit it.
if (process.platform === 'linux' && options.niceness > 0) setPriority(0, options.niceness);
const session = await InferenceSession.create(options.modelPath, {
  executionMode: 'sequential',
  interOpNumThreads: 1,
  intraOpNumThreads: 1,
  graphOptimizationLevel: options.optimize ? 'all' : 'disabled',
  extra: { session: { intra_op: { allow_spinning: '0' } } },
});
const pools = session.outputNames.includes(sentenceOutput);
const withTokenTypes = session.inputNames.includes('token_type_ids');

port.on('message', ({ id, message }: { id: number; message: EmbeddingBatch }) => {
  embed(message).then(
    (result) => port.postMessage({ id, result }, [result.vectors.buffer as ArrayBuffer]),
    (error: unknown) => port.postMessage({ id, error }),
  );
});
port.postMessage({ id: 0 });

async function embed(batch: EmbeddingBatch): Promise<BatchResult> {
  const { task, lengths } = batch;
  const columns = Math.max(...lengths);
  if (!task && pools) return { vectors: ((await run(batch, [sentenceOutput]))[0] as Float32Array).slice() };
  const isBeside = task?.kind === 'centred';
  const [hidden, pooled] = (await run(batch, isBeside && pools ? [tokenOutput, sentenceOutput] : [tokenOutput])) as [
    Float32Array,
    Float32Array?,
  ];
  const dimensions = hidden.length / (lengths.length * columns);
  if (!task || isBeside) {
    const vectors = pooled?.slice() ?? meanPooled(hidden, lengths, columns);
    return task ? { vectors, tokens: centredTokens(batch, task.form, hidden, dimensions) } : { vectors };
  }
  const tokens = lengths.map((length, row) => unitTokens(hidden, row * columns, length, dimensions));
  if (task.kind === 'tokens') return { vectors: joined(tokens) };
  return { vectors: Float32Array.from(tokens, (passage) => maxSim(task.question, passage, dimensions)) };
}

function centredTokens(
  { lengths, selections = [] }: EmbeddingBatch,
  form: TokenForm,
  hidden: Float32Array,
  dimensions: number,
): Uint8Array[] {
  const columns = Math.max(...lengths);
  return selections.map(({ places, centre }, row) => {
    // Without the begin token, where a place begins.
    const units = unitTokens(hidden, row * columns, lengths[row] as number, dimensions);
    const tokens = centred(
      units,
      places.map((place) => place - 1),
      centre,
    );
    return form === 'bits' ? packedSigns(tokens) : new Uint8Array(tokens.buffer);
  });
}

/** @returns outputs of the model; of a text's tokens those behind its length are padding. */
async function run(batch: EmbeddingBatch, outputs: readonly string[]): Promise<Float32Array[]> {
  const rows = batch.lengths.length;
  const columns = Math.max(...batch.lengths);
  const ids = new BigInt64Array(rows * columns).fill(paddingId);
  const mask = new BigInt64Array(rows * columns);
  let offset = 0;
  batch.lengths.forEach((length, row) => {
    for (let column = 0; column < length; column++) {
      ids[row * columns + column] = BigInt(batch.ids[offset++] as number);
      mask[row * columns + column] = 1n;
    }
  });
  const shape = [rows, columns];
  const feeds: Record<string, Tensor> = {
    input_ids: new Tensor('int64', ids, shape),
    attention_mask: new Tensor('int64', mask, shape),
  };
  if (withTokenTypes) feeds['token_type_ids'] = new Tensor('int64', new BigInt64Array(rows * columns), shape);
  const results = await session.run(feeds, outputs);
  return outputs.map((output) => results[output]?.data as Float32Array);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function meanPooled(tokens: Float32Array, lengths: readonly number[], columns: number): Float32Array {
  const dimensions = tokens.length / (lengths.length * columns);
  const vectors = new Float32Array(lengths.length * dimensions);
  lengths.forEach((length, row) => {
    const vector = vectors.subarray(row * dimensions, (row + 1) * dimensions);
    for (let column = 0; column < length; column++) {
      const start = (row * columns + column) * dimensions;
      for (let i = 0; i < dimensions; i++) vector[i] = (vector[i] as number) + (tokens[start + i] as number);
    }
    const norm = Math.hypot(...vector);
    for (let i = 0; i < dimensions; i++) vector[i] = (vector[i] as number) / norm;
  });
  return vectors;
}
