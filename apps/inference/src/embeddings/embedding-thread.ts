import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { maxSim, unitTokens } from './max-sim.js';

/** What an embedding thread is started with. */
export interface EmbeddingThreadOptions {
  modelPath: string;
  /** Scheduling priority of this thread alone, 0 to 19; Linux only, elsewhere it would be the whole process's. */
  niceness: number;
  /** Own graphs are fused already; foreign ones are left to onnxruntime. */
  optimize: boolean;
}

/** What is wanted of each text instead of its unit vector, the mean over its tokens. */
export type TokenTask =
  /** A unit vector for each token but the begin and end token, one after the other. */
  | { kind: 'tokens' }
  /** One number: how well its tokens cover a question's, which came of 'tokens'. */
  | { kind: 'coverage'; question: Float32Array };

/** Texts of one batch: ids one after the other. */
export interface EmbeddingBatch {
  ids: Int32Array;
  lengths: number[];
  task?: TokenTask | undefined;
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
    (result) => port.postMessage({ id, result }, [result.buffer as ArrayBuffer]),
    (error: unknown) => port.postMessage({ id, error }),
  );
});
port.postMessage({ id: 0 });

/** @returns a unit vector of each text, or what the task wants of each, one after the other. */
async function embed(batch: EmbeddingBatch): Promise<Float32Array> {
  const { task, lengths } = batch;
  if (!task && pools) return (await run(batch, sentenceOutput)).slice();
  const columns = Math.max(...lengths);
  const hidden = await run(batch, tokenOutput);
  if (!task) return meanPooled(hidden, lengths, columns);
  const dimensions = hidden.length / (lengths.length * columns);
  const tokens = lengths.map((length, row) => unitTokens(hidden, row * columns, length, dimensions));
  if (task.kind === 'tokens') return joined(tokens);
  return Float32Array.from(tokens, (passage) => maxSim(task.question, passage, dimensions));
}

/** @returns one output of the model; of a text's tokens those behind its length are padding. */
async function run(batch: EmbeddingBatch, output: string): Promise<Float32Array> {
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
  const results = await session.run(feeds, [output]);
  return results[output]?.data as Float32Array;
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
