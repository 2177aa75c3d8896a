import { request } from './client.js';
import { eventStream } from './eventStream.js';
import type { Answer, AnswerEvent, AskRequest, FeedbackWord } from './types.js';

/** Asks; the answer arrives as events and goes on at the server when the connection drops. */
export function askEvents(ask: AskRequest, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
  return eventStream('/api/v1/answers', { method: 'POST', body: ask, signal }) as AsyncGenerator<AnswerEvent>;
}

/** The events after the one with id `after` (0: all), first those that were missed, then live ones. */
export function answerEventsAfter(answerId: string, after: number, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
  return eventStream(`/api/v1/answers/${answerId}/events?after=${after}`, { signal }) as AsyncGenerator<AnswerEvent>;
}

/** The answer as it is stored now, under the reader's rights of today. */
export function fetchAnswer(answerId: string, signal?: AbortSignal): Promise<Answer> {
  return request(`/api/v1/answers/${answerId}`, { signal });
}

/** Stops an answer at the server; the sentences that were verified stay. */
export function cancelAnswer(answerId: string): Promise<Answer> {
  return request(`/api/v1/answers/${answerId}/cancel`, { method: 'POST' });
}

/** One word about an answer, and a comment for those who read it. */
export function sendFeedback(answerId: string, word: FeedbackWord, comment?: string): Promise<void> {
  return request(`/api/v1/answers/${answerId}/feedback`, {
    method: 'POST',
    body: { word, ...(comment ? { comment } : {}) },
  });
}
