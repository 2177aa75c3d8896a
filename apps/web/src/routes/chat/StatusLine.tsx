import type { ReactNode } from 'react';
import type { AnswerStatus } from '../../api/types.js';
import { CheckRingIcon, NoDocumentIcon, QuoteIcon, StopIcon, WarningIcon } from '../../icons/icons.js';
import { formatSeconds } from '../../words/format.js';
import { useLanguage } from '../../words/language.js';
import { numberSources } from './sources.js';
import classes from './StatusLine.module.css';
import { useChatText } from './text.js';
import type { Turn } from './turn.js';

const icons: Record<AnswerStatus, ReactNode> = {
  GENERATED: <CheckRingIcon size={16} />,
  EXTRACTIVE: <QuoteIcon size={16} />,
  ABSTAINED: <NoDocumentIcon size={16} />,
  CANCELLED: <StopIcon size={16} />,
  FAILED: <WarningIcon size={16} />,
  RUNNING: null,
};

/** While waiting the step and what it waits for, afterwards the badge, in the same line: nothing moves when it changes. */
export function StatusLine({ turn, onDiscard }: { turn: Turn; onDiscard(): void }) {
  const text = useChatText();
  if (turn.phase === 'done') return <Badge turn={turn} />;
  return (
    <div className={classes.line}>
      <span className={classes.dots} aria-hidden="true" />
      <span className={classes.step}>{stepText(turn, text)}</span>
      {turn.phase === 'queued' && (
        <button type="button" className={classes.discard} onClick={onDiscard}>
          {text.discard}
        </button>
      )}
    </div>
  );
}

function stepText(turn: Turn, text: ReturnType<typeof useChatText>): string {
  const { steps } = text;
  if (turn.phase === 'queued') return steps.queued;
  if (turn.phase === 'reconnecting') return steps.reconnecting;
  switch (turn.step?.name) {
    case 'waiting':
      return steps.waiting(turn.step.position);
    case 'searching':
      return steps.searching(turn.step.corpora);
    case 'reading':
      return steps.reading(turn.step.passages ?? (turn.passages.length || undefined));
    case 'writing':
      return steps.writing;
    case 'checking':
      return steps.checking;
    default:
      return steps.sending;
  }
}

function Badge({ turn }: { turn: Turn }) {
  const text = useChatText();
  const { language } = useLanguage();
  const sources = numberSources(turn.sentences).size;
  const totalMs = turn.answer?.timings.totalMs;
  const facts = [sources > 0 ? text.sources(sources) : null, !totalMs ? null : formatSeconds(totalMs, language)].filter(
    (fact) => fact !== null,
  );
  return (
    <div className={classes.line}>
      <span className={classes.badge} data-status={turn.status}>
        {icons[turn.status]}
        {text.status[turn.status]}
      </span>
      <span className={classes.facts}>{facts.join(' · ')}</span>
    </div>
  );
}
