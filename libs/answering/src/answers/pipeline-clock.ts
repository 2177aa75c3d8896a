import type { SearchTimings } from '@onggi/retrieval';
import type { CompositionListener } from '../writing/answer-composer.js';
import type { AnswerTimings } from './answer.js';

/** Times of one answer. */
export class PipelineClock {
  private readonly began = performance.now();
  private readonly timings: AnswerTimings = {
    totalMs: 0,
    embedMs: 0,
    searchMs: 0,
    variantsMs: 0,
    gateMs: 0,
    writeMs: 0,
    verifyMs: 0,
    firstSentenceMs: null,
  };

  /** Reranking is part of the search. */
  searched({ embedMs, searchMs, rerankMs }: SearchTimings): void {
    Object.assign(this.timings, { embedMs, searchMs: searchMs + rerankMs });
  }

  /** Adds to a part what the work takes. */
  async time<Result>(part: 'variantsMs' | 'gateMs' | 'writeMs', work: () => Promise<Result>): Promise<Result> {
    const began = performance.now();
    const result = await work();
    this.timings[part] += Math.round(performance.now() - began);
    return result;
  }

  /** Notes when the first sentence may be shown. */
  watchFirst(listener: CompositionListener): CompositionListener {
    return {
      delta: (index, text) => listener.delta(index, text),
      dropped: (count) => listener.dropped(count),
      sentence: (index, sentence) => {
        this.timings.firstSentenceMs ??= Math.round(performance.now() - this.began);
        listener.sentence(index, sentence);
      },
    };
  }

  stop(): AnswerTimings {
    return { ...this.timings, totalMs: Math.round(performance.now() - this.began) };
  }
}
