import type { Answer, AnswerSentence, Citation } from '@onggi/answering';

/** Sentences as one text with [n] marks; the same document and page keep their number throughout. */
export class CompletionText {
  private readonly sources: string[] = [];
  private written = 0;

  /** The next sentence, with a space before it unless it is the first. */
  sentence(sentence: Pick<AnswerSentence, 'text' | 'citations'>): string {
    const marks = [...new Set(sentence.citations.map((citation) => this.numberOf(citation)))].map(
      (number) => `[${number}]`,
    );
    const separator = this.written++ === 0 ? '' : ' ';
    return `${separator}${sentence.text}${marks.length > 0 ? ` ${marks.join('')}` : ''}`;
  }

  /** What of a finished answer was not written by sentences: the words of an abstention. */
  restOf(answer: Answer): string {
    return this.written === 0 ? answer.text : '';
  }

  private numberOf(citation: Citation): number {
    const source = `${citation.versionId}#${citation.page ?? citation.heading}`;
    const known = this.sources.indexOf(source);
    return known >= 0 ? known + 1 : this.sources.push(source);
  }
}

/** A whole answer as marked text. */
export function markedText(answer: Answer): string {
  const text = new CompletionText();
  return answer.sentences.map((sentence) => text.sentence(sentence)).join('') + text.restOf(answer);
}
