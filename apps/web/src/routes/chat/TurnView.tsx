import { memo, useState } from 'react';
import { Abstention } from './Abstention.js';
import { AnswerActions } from './AnswerActions.js';
import { AnswerError } from './AnswerError.js';
import { AnswerText } from './AnswerText.js';
import { SourceCards } from './SourceCards.js';
import { StatusLine } from './StatusLine.js';
import { useChatText } from './text.js';
import type { Turn } from './turn.js';
import classes from './TurnView.module.css';
import { WhyPanel } from './WhyPanel.js';

interface TurnViewProps {
  turn: Turn;
  onRetry(turn: Turn): void;
  onEdit(turn: Turn): void;
  onAskEverywhere(turn: Turn): void;
}

/** One question and its answer, from the first step to the last word. */
export const TurnView = memo(
  function TurnView({ turn, onRetry, onEdit, onAskEverywhere }: TurnViewProps) {
    const [why, setWhy] = useState(false);
    const questionId = `question-${turn.key}`;
    const finished = turn.phase === 'done' && turn.answer !== null;
    return (
      <article aria-labelledby={questionId} className={classes.turn}>
        <h2 className={classes.question} id={questionId}>
          {turn.question}
        </h2>
        {turn.phase !== 'failed' && <StatusLine turn={turn} onDiscard={() => onEdit(turn)} />}
        <AnswerText turn={turn} />
        {turn.dropped > 0 && turn.status !== 'ABSTAINED' && turn.phase !== 'failed' && <Dropped count={turn.dropped} />}
        {turn.phase === 'failed' && (
          <AnswerError error={turn.error} onRetry={() => onRetry(turn)} onEdit={() => onEdit(turn)} />
        )}
        {finished && turn.status === 'ABSTAINED' && (
          <Abstention turn={turn} onEdit={() => onEdit(turn)} onAskEverywhere={() => onAskEverywhere(turn)} />
        )}
        {finished && <SourceCards sentences={turn.sentences} />}
        {finished && turn.answer && (
          <AnswerActions answer={turn.answer} why={why} onWhy={() => setWhy(!why)} whyId={`why-${turn.key}`} />
        )}
        {finished && turn.answer && why && <WhyPanel answer={turn.answer} id={`why-${turn.key}`} />}
      </article>
    );
  },
  // A stored turn never changes; one that is being written is a new object with each event.
  (before, after) =>
    before.turn === after.turn || (before.turn.answer !== null && before.turn.answer === after.turn.answer),
);

function Dropped({ count }: { count: number }) {
  const text = useChatText();
  return <p className={classes.dropped}>{text.dropped(count)}</p>;
}
