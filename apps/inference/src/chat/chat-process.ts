import { availableParallelism } from 'node:os';
import { getLlama, LlamaLogLevel, type Llama } from 'node-llama-cpp';
import { createLogger } from '@onggi/platform';
import { ChatGenerator, ChatJobError, promptPortion } from './chat-generator.js';
import type { ChatCommand, ChatEvent, ChatFailure, ChatJob, ChatModelFacts } from './chat-job.js';
import { processorTimes, threadBudget } from './thread-budget.js';

/**
 * The chat model in a process of its own: its repacked weights do not count against the embeddings' memory, and a crash
 * of the native code ends one answer, not the server. Started by ChatModel with the model's path and context size.
 */
const [modelPath, contextSize] = process.argv.slice(2) as [string, string];
const logger = createLogger('inference-chat');
/** The server sends the next job when this one has ended. */
let running: { id: number; cancelled: boolean } | undefined;

// The server decides when to stop. When it is gone, even by SIGKILL, the channel closes; the native threads may be
// deep in a product, so nothing gentler than a signal is certain to end them.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

function post(event: ChatEvent): void {
  process.send?.(event);
}

async function start(): Promise<{ generator: ChatGenerator; facts: ChatModelFacts }> {
  // One thread per core while the machine is ours: on two cores one less takes 1.8 times as long for a prompt.
  const threads = availableParallelism();
  const llama = await getLlama({
    build: 'never',
    gpu: false,
    maxThreads: threads,
    logLevel: LlamaLogLevel.error,
    logger: (severity, message) => logger.warn({ severity }, message),
  });
  const model = await llama.loadModel({ modelPath, useMmap: true });
  const context = await model.createContext({
    contextSize: Number(contextSize),
    sequences: 1,
    batchSize: promptPortion,
    threads,
  });
  adaptThreads(llama, threads);
  const generator = new ChatGenerator(llama, model, context.getSequence());
  const name = model.fileInfo.metadata.general.name ?? 'chat model';
  return { generator, facts: { name, contextTokens: context.contextSize, threads } };
}

function adaptThreads(llama: Llama, cores: number): void {
  let before = processorTimes();
  setInterval(() => {
    const now = processorTimes();
    llama.maxThreads = threadBudget(before, now, cores);
    before = now;
  }, 500).unref();
}

async function run(generator: ChatGenerator, id: number, job: ChatJob): Promise<void> {
  const current = { id, cancelled: false };
  running = current;
  try {
    const result = await generator.generate(job, {
      onStarted: () => post({ kind: 'started', id }),
      onText: (text) => post({ kind: 'text', id, text }),
      isCancelled: () => current.cancelled,
    });
    post({ kind: 'done', id, result });
  } catch (error) {
    post({ kind: 'failed', id, failure: failureOf(error) });
  }
}

function failureOf(error: unknown): ChatFailure {
  if (error instanceof ChatJobError) return error.failure;
  logger.error({ err: error }, 'generation failed');
  return { kind: 'internal', problem: error instanceof Error ? error.message : String(error) };
}

try {
  const { generator, facts } = await start();
  process.on('message', (command: ChatCommand) => {
    if (command.kind === 'cancel') {
      if (running?.id === command.id) running.cancelled = true;
    } else void run(generator, command.id, command.job);
  });
  post({ kind: 'ready', facts });
} catch (error) {
  post({ kind: 'unusable', problem: error instanceof Error ? error.message : String(error) });
}
