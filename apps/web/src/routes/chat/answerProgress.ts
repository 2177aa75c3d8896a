import type { Answer, AnswerEvent, AnswerStep, ErrorBody, Language, Passage, Sentence } from '../../api/types.js';

/** An answer as far as its events have told. */
export interface AnswerProgress {
  answerId: string | null;
  conversationId: string | null;
  language: Language | null;
  /** Id of the last event that was taken in; a replay goes on after it. */
  lastEventId: number;
  step: AnswerStep | null;
  passages: Passage[];
  sentences: Sentence[];
  /** The sentence being written, not yet checked; always the one after all that are shown. */
  unverified: { index: number; text: string } | null;
  dropped: number;
  answer: Answer | null;
  error: ErrorBody | null;
}

export const noProgress: AnswerProgress = {
  answerId: null,
  conversationId: null,
  language: null,
  lastEventId: 0,
  step: null,
  passages: [],
  sentences: [],
  unverified: null,
  dropped: 0,
  answer: null,
  error: null,
};

/** Whether no more events are to come. */
export const isFinished = (progress: AnswerProgress) => progress.answer !== null || progress.error !== null;

/** The progress of an answer that was found stored as running: its events are replayed from the first. */
export function progressOfStored(answer: Answer): AnswerProgress {
  return { ...noProgress, answerId: answer.id, conversationId: answer.conversationId, language: answer.language };
}

function withSentence(sentences: Sentence[], index: number, sentence: Sentence): Sentence[] {
  const next = [...sentences];
  next[Math.min(index, next.length)] = sentence;
  return next;
}

/**
 * Takes in one event. An event that was seen before (a replay overlaps) changes nothing, so that a resumed stream ends
 * exactly where an unbroken one would.
 */
export function reduceProgress(progress: AnswerProgress, event: AnswerEvent): AnswerProgress {
  if (event.id <= progress.lastEventId) return progress;
  const seen = { ...progress, lastEventId: event.id };
  switch (event.name) {
    case 'started': {
      const { id, conversationId, language } = event.data;
      return { ...seen, answerId: id, conversationId, language };
    }
    case 'step':
      return { ...seen, step: event.data };
    case 'passages':
      return { ...seen, passages: event.data.passages };
    case 'delta': {
      const { sentence: index, text } = event.data;
      const before = progress.unverified?.index === index ? progress.unverified.text : '';
      return { ...seen, unverified: { index, text: before + text } };
    }
    case 'sentence': {
      const { index, ...sentence } = event.data;
      const later = progress.unverified && progress.unverified.index > index ? progress.unverified : null;
      return {
        ...seen,
        sentences: withSentence(seen.sentences, index, sentence),
        unverified: later,
      };
    }
    case 'dropped':
      return { ...seen, dropped: event.data.count, unverified: null };
    case 'done':
      return withAnswer(seen, event.data.answer);
    case 'error':
      return { ...seen, unverified: null, error: event.data.error };
    default:
      // Events that a later server may send are not ours to judge.
      return seen;
  }
}

/** The end of the story: what the stored answer says counts, whatever the events said before. */
export function withAnswer(progress: AnswerProgress, answer: Answer): AnswerProgress {
  return {
    ...progress,
    answerId: answer.id,
    conversationId: answer.conversationId,
    language: answer.language,
    sentences: answer.sentences,
    passages: answer.passages,
    dropped: answer.dropped,
    unverified: null,
    answer,
  };
}
