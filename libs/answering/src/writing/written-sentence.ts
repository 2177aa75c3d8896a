import { splitSentences, type Language } from '@onggi/language';
import type { ChatCompletion } from '@onggi/models';
import type { EvidenceSentence } from '../evidence/evidence.js';
import { storableText } from '../storable-text.js';

/** What a writer hands on while the model writes. */
export type Writing =
  /** More text of the sentence being written. */
  | { kind: 'text'; text: string }
  /** A whole sentence, with what the model says it stands on. */
  | { kind: 'sentence'; text: string; cited: readonly EvidenceSentence[] };

/** A writer's stream: it returns the whole completion. */
export type WritingStream = AsyncGenerator<Writing, ChatCompletion>;

/** Cuts a growing text into sentences; one is complete when something follows it, or the text has ended. */
export class SentenceCutter {
  private done = 0;
  private told = 0;

  constructor(private readonly language: Language) {}

  /**
   * @param written all that was written so far
   * @param cited called once a sentence, in order: what it stands on
   */
  *cut(written: string, ended: boolean, cited: () => readonly EvidenceSentence[]): Generator<Writing> {
    const text = storableText(written);
    const spans = splitSentences(text.slice(this.done), this.language);
    const complete = ended ? spans : spans.slice(0, -1);
    const base = this.done;
    for (const span of complete) {
      yield* this.tell(text, base + span.end);
      this.done = base + span.end;
      yield { kind: 'sentence', text: text.slice(base + span.start, base + span.end), cited: cited() };
    }
    if (!ended) yield* this.tell(text, text.length);
  }

  private *tell(text: string, until: number): Generator<Writing> {
    const from = Math.max(this.told, this.done);
    const fresh = this.told <= this.done ? text.slice(from, until).trimStart() : text.slice(from, until);
    if (fresh !== '') yield { kind: 'text', text: fresh };
    this.told = Math.max(this.told, until);
  }
}
