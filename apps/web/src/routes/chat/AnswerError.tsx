import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ErrorBody } from '../../api/types.js';
import { RetryIcon, WarningIcon } from '../../icons/icons.js';
import classes from './AnswerError.module.css';
import { useChatText } from './text.js';

/** What went wrong, in the place of the answer, below the question that is kept: the reason, the remedy, another try. */
export function AnswerError({ error, onRetry, onEdit }: { error: ErrorBody | null; onRetry(): void; onEdit(): void }) {
  const text = useChatText();
  const waits = useCountdown(error?.retryAfterMs ?? 0);
  return (
    <div className={classes.error} role="alert">
      <p className={classes.title}>
        <WarningIcon size={18} />
        {error?.message ?? text.status.FAILED}
      </p>
      {error?.remedy && <p>{error.remedy}</p>}
      {error?.requestId && <p className={classes.id}>{text.errorId(error.requestId)}</p>}
      <div className={classes.buttons}>
        <Button size="compact-md" leftSection={<RetryIcon size={16} />} disabled={waits > 0} onClick={onRetry}>
          {text.retry}
        </Button>
        <Button size="compact-md" variant="default" onClick={onEdit}>
          {text.edit}
        </Button>
        {waits > 0 && <span>{text.retryIn(waits)}</span>}
      </div>
    </div>
  );
}

/** Whole seconds until a retry is welcome. */
function useCountdown(milliseconds: number): number {
  const [left, setLeft] = useState(Math.ceil(milliseconds / 1000));
  useEffect(() => {
    if (left <= 0) return undefined;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  return left;
}
