import { Button } from '@mantine/core';
import { useLayoutEffect, useRef, useState } from 'react';
import { ApiError } from '../../api/client.js';
import { ArrowDownIcon } from '../../icons/icons.js';
import { useChatText } from './text.js';
import classes from './Thread.module.css';
import type { Turn } from './turn.js';
import { TurnView } from './TurnView.js';
import type { ConversationState } from './useConversation.js';

interface ThreadProps {
  conversation: ConversationState;
  onRetry(turn: Turn): void;
  onEdit(turn: Turn): void;
  onAskEverywhere(turn: Turn): void;
}

/** How far from the bottom the reader may be while the thread still follows what is written. */
const followWithinPx = 80;

/** Questions and answers. The newest question goes to the top once; after that nothing moves under the reader. */
export function Thread({ conversation, onRetry, onEdit, onAskEverywhere }: ThreadProps) {
  const text = useChatText();
  const { turns, isLoading, error } = conversation;
  const scroller = useRef<HTMLDivElement>(null);
  const scroll = useThreadScroll(scroller, conversation);
  if (error && turns.length === 0) return <LoadError error={error} onRetry={conversation.refetch} />;
  return (
    <div className={classes.frame}>
      <div className={classes.scroller} ref={scroller} onScroll={scroll.onScroll} data-region="thread">
        {isLoading && <Skeleton label={text.historyLoading} />}
        <ol className={classes.turns}>
          {turns.map((turn, index) => (
            <li
              key={turn.key}
              className={classes.turn}
              data-fresh={(turn.runKey !== null && index === turns.length - 1) || undefined}
            >
              <TurnView turn={turn} onRetry={onRetry} onEdit={onEdit} onAskEverywhere={onAskEverywhere} />
            </li>
          ))}
        </ol>
      </div>
      {scroll.isAway && (
        <button type="button" className={classes.toBottom} onClick={scroll.toBottom}>
          <ArrowDownIcon size={16} />
          {text.toBottom}
        </button>
      )}
    </div>
  );
}

function useThreadScroll(scroller: React.RefObject<HTMLDivElement | null>, conversation: ConversationState) {
  const { id, turns, working } = conversation;
  const [isAway, setAway] = useState(false);
  const follows = useRef(true);
  const newest = turns.at(-1);
  const newestRun = newest?.runKey ?? null;
  const shownConversation = useRef<string | null | undefined>(undefined);

  const toBottom = () => scroller.current?.scrollTo({ top: scroller.current.scrollHeight });

  // A stored conversation opens at its end; the reader sees the last answer first.
  useLayoutEffect(() => {
    if (turns.length === 0 || shownConversation.current === id) return;
    shownConversation.current = id;
    if (newestRun === null) toBottom();
  });

  useLayoutEffect(() => {
    if (newestRun === null) return;
    const turn = scroller.current?.querySelector<HTMLElement>('[data-fresh]');
    if (turn) scroller.current?.scrollTo({ top: turn.offsetTop - 16 });
    follows.current = true;
  }, [newestRun, scroller]);

  useLayoutEffect(() => {
    const selects = document.getSelection()?.isCollapsed === false;
    if (working && follows.current && !selects) toBottom();
  }, [working, newest?.sentences, newest?.unverified]);

  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    const distance = element.scrollHeight - element.scrollTop - element.clientHeight;
    follows.current = distance < followWithinPx;
    setAway(distance > 240);
  };
  return { isAway, onScroll, toBottom };
}

function LoadError({ error, onRetry }: { error: Error; onRetry(): void }) {
  const text = useChatText();
  const missing = error instanceof ApiError && error.status === 404;
  return (
    <div className={classes.message} role="alert">
      <p>{missing ? text.notFound : `${text.loadFailed} ${error.message}`}</p>
      {!missing && <Button onClick={onRetry}>{text.retry}</Button>}
    </div>
  );
}

function Skeleton({ label }: { label: string }) {
  return (
    <div className={classes.skeleton} role="status" aria-label={label}>
      <span />
      <span />
      <span />
    </div>
  );
}
