import { AnswerRuns } from './answerRuns.js';

/** The answers of this visit, one for the whole page. */
export const answerRuns = new AnswerRuns();
