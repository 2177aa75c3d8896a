import type { Answer, AnswerStatus, AnswerStep, ErrorBody, Language, Passage, Sentence } from '../../api/types.js';
import { type AnswerRun, conversationOf } from './answerRuns.js';

/** A question with its answer as the thread draws it, whether stored or still arriving. */
export interface Turn {
  key: string;
  question: string;
  language: Language;
  phase: 'queued' | 'working' | 'reconnecting' | 'done' | 'failed';
  status: AnswerStatus;
  step: AnswerStep | null;
  sentences: Sentence[];
  unverified: string | null;
  passages: Passage[];
  dropped: number;
  /** Present once the answer is finished. */
  answer: Answer | null;
  error: ErrorBody | null;
  /** Key of the run behind it, for those of this visit. */
  runKey: string | null;
}

/** The turn of a stored answer. */
export function turnOfAnswer(answer: Answer): Turn {
  return {
    key: answer.id,
    question: answer.question,
    language: answer.language,
    phase: answer.status === 'FAILED' ? 'failed' : 'done',
    status: answer.status,
    step: null,
    sentences: answer.sentences,
    unverified: null,
    passages: answer.passages,
    dropped: answer.dropped,
    answer,
    error: answer.error,
    runKey: null,
  };
}

function phaseOf(run: AnswerRun): Turn['phase'] {
  const { answer, error } = run.progress;
  if (error ?? (answer?.status === 'FAILED' ? answer : null)) return 'failed';
  if (answer) return 'done';
  if (run.connection === 'reconnecting') return 'reconnecting';
  return run.connection === 'queued' && !navigator.onLine ? 'queued' : 'working';
}

/** The turn of an answer of this visit. */
export function turnOfRun(run: AnswerRun, language: Language): Turn {
  const { progress } = run;
  return {
    key: run.key,
    question: run.question,
    language: progress.language ?? language,
    phase: phaseOf(run),
    status: progress.answer?.status ?? 'RUNNING',
    step: progress.step,
    sentences: progress.sentences,
    unverified: progress.unverified?.text ?? null,
    passages: progress.passages,
    dropped: progress.dropped,
    answer: progress.answer,
    error: progress.error ?? progress.answer?.error ?? null,
    runKey: run.key,
  };
}

/**
 * The thread of a conversation: stored answers, then those of this visit. An answer of this visit keeps its own turn
 * when it is found stored later, so that nothing is drawn anew under the reader.
 */
export function turnsOf(
  conversationId: string | null,
  stored: readonly Answer[],
  runs: readonly AnswerRun[],
  language: Language,
): Turn[] {
  const own = runs.filter((run) => conversationOf(run) === conversationId);
  const ownIds = new Set(own.map((run) => run.progress.answerId));
  const others = stored.filter((answer) => !ownIds.has(answer.id) && answer.status !== 'RUNNING');
  const turns = [...others.map(turnOfAnswer), ...own.map((run) => turnOfRun(run, language))];
  // A failure that was tried again has had its say.
  return turns.filter((turn, index) => turn.status !== 'FAILED' || turns[index + 1]?.question !== turn.question);
}
