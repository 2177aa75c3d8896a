import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Batches of token ids that a few threads share out among themselves, and the graph to do it with. */
export interface BareWork {
  modelPath: string;
  /** Rows of one batch; all of them real tokens but for the padding to the longest. */
  batches: number[][][];
  /** On shared memory: index of the next batch that nobody has taken. */
  next: Int32Array;
  /** The same as the server's threads have: else a busy machine would be no fair judge. */
  niceness: number;
}

const { modelPath, batches, next, niceness } = workerData as BareWork;
if (process.platform === 'linux') setPriority(0, niceness);
const session = await InferenceSession.create(modelPath, {
  interOpNumThreads: 1,
  intraOpNumThreads: 1,
  extra: { session: { intra_op: { allow_spinning: '0' } } },
});
const feeds = batches.map((rows) => {
  const columns = Math.max(...rows.map((ids) => ids.length));
  const ids = rows.flatMap((row) => [...row, ...new Array<number>(columns - row.length).fill(1)]);
  const mask = rows.flatMap((row) => Array.from({ length: columns }, (_, column) => (column < row.length ? 1n : 0n)));
  const shape = [rows.length, columns];
  return {
    input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
    attention_mask: new Tensor('int64', BigInt64Array.from(mask), shape),
  };
});

parentPort?.on('message', () => {
  void (async () => {
    for (let feed = feeds[Atomics.add(next, 0, 1)]; feed; feed = feeds[Atomics.add(next, 0, 1)]) {
      await session.run(feed, ['sentence_embedding']);
    }
    parentPort?.postMessage('done');
  })();
});
parentPort?.postMessage('ready');
