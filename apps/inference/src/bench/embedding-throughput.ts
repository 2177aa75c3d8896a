import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { argv, stdout } from 'node:process';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createLogger } from '@onggi/platform';
import { nextBatchSize } from '../embeddings/batch-plan.js';
import { ingestNiceness } from '../embeddings/embedding-model.js';
import { forbidTelemetry } from '../embeddings/no-telemetry.js';
import { createServer } from '../http/server.js';
import { readInferenceConfiguration } from '../inference-configuration.js';
import { ModelServer } from '../model-server.js';
import { readTokenizerFile } from '../tokenizer/tokenizer-file.js';
import { UnigramTokenizer } from '../tokenizer/unigram-tokenizer.js';
import type { BareWork } from './bare-embedding-thread.js';

/** Passages a second, bare and through the server, on the same graph with the same number of threads. */
export interface EmbeddingThroughput {
  /** onnxruntime-node alone: a thread per core, batches ready made. */
  bare: number;
  /** POST /v1/embeddings with four requests of 32 passages under way. */
  server: number;
  ratio: number;
}

const model = 'multilingual-e5-small:int8-row';
const textsPerRequest = 32;
const requestsUnderWay = 4;
const rounds = 3;

/** Measures both in turns in one run, so that a busy machine slows both. @param textCount per round. */
export async function measureEmbeddingThroughput(textCount = 192): Promise<EmbeddingThroughput> {
  const configuration = readInferenceConfiguration();
  const models = new ModelServer(configuration, createLogger('embedding-throughput'));
  const server = createServer(models, undefined, createLogger('embedding-throughput'));
  await server.listen({ host: '127.0.0.1', port: 0 });
  await models.startEmbeddings();
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  const texts = sampleTexts(textCount);
  const folder = join(configuration.cacheFolder, 'models', 'multilingual-e5-small');
  const bare = await startBareThreads(folder, texts);
  const elapsed = { bare: 0, server: 0 };
  // Neither begins cold.
  await runBare(bare);
  await embedByServer(url, texts);
  for (let round = 0; round < rounds; round++) {
    elapsed.bare += await timed(() => runBare(bare));
    elapsed.server += await timed(() => embedByServer(url, texts));
  }
  await Promise.all(bare.threads.map((thread) => thread.terminate()));
  await server.close();
  await models.close();
  const perSecond = (ms: number): number => Number(((rounds * textCount * 1_000) / ms).toFixed(2));
  const result = { bare: perSecond(elapsed.bare), server: perSecond(elapsed.server) };
  return { ...result, ratio: Number((result.server / result.bare).toFixed(3)) };
}

/** Passages of 30 to 400 tokens, Korean and English in turn, the same in every run. */
function sampleTexts(count: number): string[] {
  const sentences = [
    '배터리 셀의 정격 전압은 3.7V이며 충전 전류는 2A를 넘지 않아야 한다.',
    'Disconnect the power supply before you open the housing of the unit.',
    '계약자는 청약일로부터 15일 이내에 청약을 철회할 수 있다.',
    'The optical line terminal reports a loss of signal within two seconds.',
  ];
  return Array.from({ length: count }, (_, i) => {
    const length = 1 + ((i * 7) % 16);
    return `passage: ${Array.from({ length }, (_, j) => `${i + j}. ${sentences[(i + (i % 2) * j) % 4]}`).join(' ')}`;
  });
}

/** Threads with a session each that take ready-made batches from one line. */
interface BareThreads {
  threads: Worker[];
  next: Int32Array;
}

async function startBareThreads(folder: string, texts: readonly string[]): Promise<BareThreads> {
  const vocabulary = readTokenizerFile(await readFile(join(folder, 'tokenizer.json'), 'utf8'));
  const tokenizer = new UnigramTokenizer(vocabulary);
  const waiting = texts.map((text) => Array.from(tokenizer.encode(text, 512).ids)).sort((a, b) => b.length - a.length);
  const batches: number[][][] = [];
  while (waiting.length > 0) batches.push(waiting.splice(0, nextBatchSize(waiting.map((ids) => ids.length))));
  const next = new Int32Array(new SharedArrayBuffer(4));
  const workerData: BareWork = { modelPath: join(folder, 'int8-row.onnx'), batches, next, niceness: ingestNiceness };
  forbidTelemetry();
  const file = new URL('./bare-embedding-thread.js', import.meta.url);
  const threads = Array.from({ length: availableParallelism() }, () => new Worker(file, { workerData }));
  await Promise.all(threads.map((thread) => once(thread, 'message')));
  return { threads, next };
}

async function runBare({ threads, next }: BareThreads): Promise<void> {
  Atomics.store(next, 0, 0);
  await Promise.all(
    threads.map((thread) => {
      const done = once(thread, 'message');
      thread.postMessage('run');
      return done;
    }),
  );
}

async function embedByServer(url: string, texts: readonly string[]): Promise<void> {
  const requests: string[][] = [];
  for (let start = 0; start < texts.length; start += textsPerRequest) {
    requests.push(texts.slice(start, start + textsPerRequest));
  }
  const sender = async (): Promise<void> => {
    for (let input = requests.shift(); input; input = requests.shift()) {
      const response = await fetch(`${url}/v1/embeddings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model, input, encoding_format: 'base64' }),
      });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      await response.json();
    }
  };
  await Promise.all(Array.from({ length: requestsUnderWay }, sender));
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  stdout.write(`${JSON.stringify(await measureEmbeddingThroughput())}\n`);
}
