import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Logger } from '@onggi/platform';
import { ModelFileMissingError, ModelInterruptedError } from '../inference-errors.js';
import { ThreadCalls } from '../thread-calls.js';
import { kiwiModelFiles, type MorphemeTuple } from './kiwi.js';
import type { MorphologyMessage, MorphologyResult } from './morphology-thread.js';
import { PortionQueue } from './portion-queue.js';

/** Some 40 ms of work. */
const portionUnits = 1_000;
const capacity = 8_192;

type MorphologyThread = ThreadCalls<MorphologyMessage, MorphologyResult>;

/** Kiwi in a thread of its own: one instance serves everyone, questions before passages. */
export class MorphologyModel {
  private readonly queue = new PortionQueue<MorphemeTuple[]>('morphemes', (texts) => this.analyzePortion(texts), {
    capacity,
    portion: portionUnits,
  });

  private constructor(
    private readonly thread: MorphologyThread,
    /** Program and model, "kiwi-0.23.0/kiwi-model-0.24.0": another one may cut a word otherwise. */
    readonly version: string,
  ) {}

  /**
   * @param folder Kiwi's model files; its name is part of the version
   * @throws ModelFileMissingError; what Kiwi says of files that it can't read
   */
  static async start(folder: string, logger: Logger): Promise<MorphologyModel> {
    const missing = kiwiModelFiles.map((name) => join(folder, name)).find((path) => !existsSync(path));
    if (missing !== undefined) throw new ModelFileMissingError(missing);
    const file = new URL('./morphology-thread.js', import.meta.url);
    const thread: MorphologyThread = new ThreadCalls(file, { folder }, (error) => {
      logger.error({ error }, 'the morphology thread ended and is started again');
    });
    try {
      const { version } = await thread.call({ texts: [] });
      return new MorphologyModel(thread, `kiwi-${version}/${basename(folder)}`);
    } catch (error) {
      await thread.close();
      throw error;
    }
  }

  /** Texts inside, waiting or being analysed. */
  get load(): number {
    return this.queue.load;
  }

  /**
   * @param isUrgent a person waits: goes before everything else
   * @returns one list of morphemes a text
   * @throws QueueFullError, RequestAbandonedError, ModelInterruptedError
   */
  analyze(texts: readonly string[], isUrgent: boolean, signal: AbortSignal): Promise<MorphemeTuple[][]> {
    return this.queue.add(texts, isUrgent, signal);
  }

  async close(): Promise<void> {
    await this.thread.close();
  }

  private async analyzePortion(texts: readonly string[]): Promise<MorphemeTuple[][]> {
    try {
      return (await this.thread.call({ texts })).morphemes;
    } catch (error) {
      throw new ModelInterruptedError('kiwi', error);
    }
  }
}
