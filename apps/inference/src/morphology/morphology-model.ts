import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Logger } from '@onggi/platform';
import { ModelFileMissingError, ModelInterruptedError } from '../inference-errors.js';
import { ThreadCalls } from '../thread-calls.js';
import { kiwiModelFiles, type MorphemeTuple } from './kiwi.js';
import type { MorphologyMessage, MorphologyResult } from './morphology-thread.js';
import { PortionQueue } from './portion-queue.js';
import { textPieces } from './text-pieces.js';

/** Some 50 ms of work, and what a question waits for at most. A longer text is cut: most passages are shorter. */
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
  async analyze(texts: readonly string[], isUrgent: boolean, signal: AbortSignal): Promise<MorphemeTuple[][]> {
    const pieces = texts.map((text) => textPieces(text, portionUnits));
    const found = await this.queue.add(pieces.flat(), isUrgent, signal);
    return pieces.map((ofText) => joined(ofText, found.splice(0, ofText.length)));
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

/** Morphemes of a text's pieces, placed in the whole. */
function joined(pieces: readonly string[], found: readonly MorphemeTuple[][]): MorphemeTuple[] {
  let offset = 0;
  return pieces.flatMap((piece, index) => {
    const start = offset;
    offset += piece.length;
    return (found[index] ?? []).map(([form, tag, place, length]): MorphemeTuple => [form, tag, start + place, length]);
  });
}
