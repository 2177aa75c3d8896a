import type { AnalyzedTexts, MorphologicalAnalyzer } from '@onggi/language';
import { ModelEndpoint, type ModelEndpointOptions } from '../openai/model-endpoint.js';
import { waitForModel } from '../openai/wait-for-model.js';
import { withTimeout } from '../openai/with-timeout.js';
import { morphemesOf } from './morpheme-reply.js';

export interface MorphologicalAnalyzerOptions extends ModelEndpointOptions {
  /** How long a question waits for its morphemes before it goes without. Default 300 ms: 20 are usual. */
  questionTimeoutMs?: number;
  /** How long a document waits for an analyzer that is starting, busy or away. Default 30 s. */
  passagesTimeoutMs?: number;
}

const model = 'kiwi';
/** Texts a call: some second of work. */
const textsPerCall = 64;

/** A MorphologicalAnalyzer behind POST /morphemes of this product's model server. */
export function createMorphologicalAnalyzer(options: MorphologicalAnalyzerOptions): MorphologicalAnalyzer {
  return new HttpMorphologicalAnalyzer(options);
}

class HttpMorphologicalAnalyzer implements MorphologicalAnalyzer {
  private readonly endpoint: ModelEndpoint;
  private readonly questionTimeoutMs: number;
  private readonly passagesTimeoutMs: number;

  constructor(options: MorphologicalAnalyzerOptions) {
    this.endpoint = new ModelEndpoint(options);
    this.questionTimeoutMs = options.questionTimeoutMs ?? 300;
    this.passagesTimeoutMs = options.passagesTimeoutMs ?? 30_000;
  }

  /** @throws ModelUnavailableError, ModelRefusedError, ModelReplyError; the signal's reason when the caller aborts */
  async analyzePassages(texts: readonly string[], signal: AbortSignal): Promise<AnalyzedTexts> {
    const all: AnalyzedTexts = { analyzer: '', morphemes: [] };
    for (let from = 0; from < texts.length; from += textsPerCall) {
      const input = texts.slice(from, from + textsPerCall);
      const { analyzer, morphemes } = await withTimeout(model, this.passagesTimeoutMs, signal, (either) =>
        waitForModel(() => this.post(input, 'passages', either), either),
      );
      all.analyzer = analyzer;
      all.morphemes.push(...morphemes);
    }
    return all;
  }

  /** @throws ModelUnavailableError, ModelBusyError, ModelRefusedError, ModelReplyError; the signal's reason when the caller aborts */
  async analyzeQuestion(texts: readonly string[], signal: AbortSignal): Promise<AnalyzedTexts> {
    return withTimeout(model, this.questionTimeoutMs, signal, (either) => this.post(texts, 'question', either));
  }

  private async post(
    input: readonly string[],
    purpose: 'question' | 'passages',
    signal: AbortSignal,
  ): Promise<AnalyzedTexts> {
    const reply = await this.endpoint.postForJson('/morphemes', { input, purpose }, model, signal);
    return morphemesOf(reply, { model, texts: input.length });
  }
}
