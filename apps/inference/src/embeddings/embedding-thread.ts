import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** What an embedding thread is started with. */
export interface EmbeddingThreadOptions {
  modelPath: string;
  /** Scheduling priority of this thread alone, 0 to 19; Linux only, elsewhere it would be the whole process's. */
  niceness: number;
  /** Own graphs are fused already; foreign ones are left to onnxruntime. */
  optimize: boolean;
}

/** Texts of one batch: ids one after the other. */
export interface EmbeddingBatch {
  ids: Int32Array;
  lengths: number[];
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
const output = session.outputNames.includes(sentenceOutput) ? sentenceOutput : tokenOutput;
const withTokenTypes = session.inputNames.includes('token_type_ids');

port.on('message', ({ id, message }: { id: number; message: EmbeddingBatch }) => {
  embed(message).then(
    (result) => port.postMessage({ id, result }, [result.buffer as ArrayBuffer]),
    (error: unknown) => port.postMessage({ id, error }),
  );
});
port.postMessage({ id: 0 });

/** @returns one unit vector for each text, one after the other. */
async function embed(batch: EmbeddingBatch): Promise<Float32Array> {
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
  const values = results[output]?.data as Float32Array;
  return output === sentenceOutput ? values.slice() : meanPooled(values, batch.lengths, columns);
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
