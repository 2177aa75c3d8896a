import type { GlossaryEntry } from '@onggi/language';
import { ModelReplyError, ModelUnavailableError, type ChatModel, type ChatUsage } from '@onggi/models';
import type { EvidenceSentence } from '../evidence/evidence.js';
import { AnswerVerifier, type Refusal } from '../verification/answer-verifier.js';
import { statesWhatIsAsked } from '../evidence/asked-kind.js';
import { chooseQuotation, isQuotable } from '../verification/choose-quotation.js';
import { declarative } from './declarative.js';
import type { PromptParts } from '../reading/prompt-parts.js';
import { writeProse } from './prose-writer.js';
import { writeSentence } from './sentence-writer.js';

/** A sentence that may be shown. */
export interface ComposedSentence {
  text: string;
  verdict: 'supported' | 'quoted';
  citations: readonly EvidenceSentence[];
}

/** Hears what is composed while it is. */
export interface CompositionListener {
  /** Unverified text of the sentence that will have this index if it holds. */
  delta(index: number, text: string): void;
  sentence(index: number, sentence: ComposedSentence): void;
  /** @param count sentences refused so far */
  dropped(count: number): void;
}

/** What came of writing. No sentence: nothing could be shown. */
export interface Composition {
  sentences: ComposedSentence[];
  dropped: number;
  usage: ChatUsage;
  verifyMs: number;
}

const mostSentences = { grammar: 3, prose: 6 } as const;

/** Writes an answer and lets only verified sentences through; else quotes the source; else nothing. One per question. */
export class AnswerComposer {
  private readonly verifier: AnswerVerifier;
  private readonly result: Composition = {
    sentences: [],
    dropped: 0,
    usage: { promptTokens: 0, completionTokens: 0 },
    verifyMs: 0,
  };
  /** What the model named, right or wrong: the first to be quoted. */
  private readonly named: EvidenceSentence[] = [];

  constructor(
    private readonly model: ChatModel,
    private readonly tenant: string,
    private readonly parts: PromptParts,
    private readonly glossary: readonly GlossaryEntry[],
    private readonly listener: CompositionListener,
  ) {
    this.verifier = new AnswerVerifier({ ...parts, glossary });
  }

  /** @throws the signal's reason when aborted; a writer that fails leaves what was verified, or a quotation */
  async compose(signal: AbortSignal): Promise<Composition> {
    const refusals = await this.write(false, signal);
    if (this.result.sentences.length === 0 && refusals.includes('language')) await this.write(true, signal);
    if (this.result.sentences.length === 0) this.quote();
    return this.result;
  }

  private async write(again: boolean, signal: AbortSignal): Promise<Refusal[]> {
    const refusals: Refusal[] = [];
    const { model, tenant, parts, result } = this;
    const limit = mostSentences[model.writesProse ? 'prose' : 'grammar'];
    const writer = model.writesProse ? writeProse : writeSentence;
    const stream = writer(model, tenant, parts, again, signal);
    try {
      for (;;) {
        const step = await stream.next();
        if (step.done) {
          result.usage.promptTokens += step.value.usage.promptTokens;
          result.usage.completionTokens += step.value.usage.completionTokens;
          return refusals;
        }
        if (result.sentences.length + refusals.length >= limit) continue;
        if (step.value.kind === 'text') this.listener.delta(result.sentences.length, step.value.text);
        else refusals.push(...this.judge(step.value.text, step.value.cited));
      }
    } catch (error) {
      // The gate has said that the evidence answers: its own words are still a true answer.
      if (signal.aborted || !(error instanceof ModelReplyError || error instanceof ModelUnavailableError)) throw error;
      this.drop();
      return refusals;
    }
  }

  private judge(sentence: string, cited: readonly EvidenceSentence[]): Refusal[] {
    const began = performance.now();
    const text = declarative(sentence, this.parts.language);
    this.named.push(...cited);
    const verification = this.verifier.verify(text, cited);
    this.result.verifyMs += performance.now() - began;
    if (!verification.supported) {
      this.drop();
      return [verification.refusal];
    }
    if (!this.answersTheQuestion(verification.citations)) {
      this.drop();
      return ['offTopic'];
    }
    if (this.result.sentences.some((sentence) => sentence.text === text)) return [];
    this.show({ text, verdict: 'supported', citations: verification.citations });
    return [];
  }

  private quote(): void {
    // A large model has read all evidence at once: what it named comes first. A small one has read each sentence as the answer.
    const quotation = this.model.writesProse
      ? chooseQuotation(this.parts, this.glossary, this.named)
      : this.parts.evidence.find(isQuotable);
    if (quotation) this.show({ text: quotation.text, verdict: 'quoted', citations: [quotation] });
  }

  /** True is not enough: the cited words have to state the kind of thing that was asked for. */
  private answersTheQuestion(citations: readonly EvidenceSentence[]): boolean {
    const texts = citations.map(({ passage, section, shown }) => `${passage.title}\n${section}\n${shown}`);
    return this.result.sentences.length > 0 || statesWhatIsAsked(this.parts.question, texts.join('\n'));
  }

  private show(sentence: ComposedSentence): void {
    this.listener.sentence(this.result.sentences.push(sentence) - 1, sentence);
  }

  private drop(): void {
    this.result.dropped += 1;
    this.listener.dropped(this.result.dropped);
  }
}
