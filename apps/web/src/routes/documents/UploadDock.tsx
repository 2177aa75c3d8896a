import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { JobDocument } from '../../api/types.js';
import { CloseIcon } from '../../icons/icons.js';
import { formatBytes, formatCount, formatTimeLeft } from '../../words/format.js';
import { useLanguage } from '../../words/language.js';
import { type JobsSummary, summarizeJobs } from './jobSummary.js';
import { useDocumentsText } from './text.js';
import classes from './UploadDock.module.css';
import type { Transfer } from './uploads.js';
import { useUploads, useUploadsState } from './useUploads.js';

/** Running uploads on every page of a curator: how far, how long still, and per file what is wrong and what helps. */
export function UploadDock() {
  const text = useDocumentsText();
  const uploads = useUploads();
  const { transfers, jobs } = useUploadsState();
  const [open, setOpen] = useState(false);
  const summary = summarizeJobs(jobs);
  const isIdle = transfers.length === 0 && jobs.length === 0;
  return (
    <aside className={isIdle ? 'visually-hidden' : classes.dock} aria-label={text.dock}>
      <Announcement summary={summary} hasJobs={jobs.length > 0} />
      {!isIdle && (
        <>
          {transfers.length > 0 && <Transfers transfers={transfers} onResend={() => uploads.resend()} />}
          {jobs.length > 0 && (
            <div className={classes.row}>
              <Progress summary={summary} />
              <Button size="compact-sm" variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
                {open ? text.hideFiles : text.showFiles}
              </Button>
              {summary.isFinished && (
                <button
                  type="button"
                  className={classes.close}
                  aria-label={text.dismiss}
                  onClick={() => uploads.dismiss()}
                >
                  <CloseIcon size={18} />
                </button>
              )}
            </div>
          )}
          {open && <Files summary={summary} />}
        </>
      )}
    </aside>
  );
}

function Transfers({ transfers, onResend }: { transfers: readonly Transfer[]; onResend(): void }) {
  const text = useDocumentsText();
  const count = (some: readonly Transfer[]) => formatCount(some.reduce((total, one) => total + one.files.length, 0));
  const failed = transfers.filter((one) => one.state === 'failed');
  const moving = transfers.filter((one) => one.state !== 'failed');
  const bytes = moving.reduce((total, one) => total + one.bytes, 0);
  const sent = moving.reduce((total, one) => total + Math.min(one.sent, one.bytes), 0);
  return (
    <>
      {moving.length > 0 && (
        <p className={classes.sending}>{text.sending(count(moving), formatBytes(sent), formatBytes(bytes))}</p>
      )}
      {failed.length > 0 && (
        <p className={classes.failed} role="alert">
          {text.sendFailed(count(failed))} {failed[0]?.error?.message}{' '}
          <Button size="compact-sm" variant="default" onClick={onResend}>
            {text.resend}
          </Button>
        </p>
      )}
    </>
  );
}

function Progress({ summary }: { summary: JobsSummary }) {
  const text = useDocumentsText();
  const { language } = useLanguage();
  const done = summary.total - summary.waiting - summary.processing;
  const counts = (['processing', 'waiting', 'unchanged', 'quarantined', 'rejected'] as const)
    .filter((name) => summary[name] > 0)
    .map((name) => text.counts[name](formatCount(summary[name])));
  const pace = summary.isFinished
    ? [text.finished]
    : [
        summary.stage &&
          text.stage(
            text.stages[summary.stage.name],
            formatCount(summary.stage.done),
            formatCount(summary.stage.total),
          ),
        summary.ratePerSecond === null ? null : text.rate(summary.ratePerSecond.toFixed(1)),
        summary.secondsLeft === null ? null : text.timeLeft(formatTimeLeft(summary.secondsLeft, language)),
      ].filter(Boolean);
  return (
    <div className={classes.progress}>
      <p className={classes.words}>
        <strong>{text.progress(formatCount(summary.published), formatCount(summary.total))}</strong>
        {counts.length > 0 && <span>{counts.join(' · ')}</span>}
        <span className={classes.pace}>{pace.join(' · ')}</span>
      </p>
      <progress className={classes.bar} max={summary.total} value={done} aria-label={text.progressBar} />
    </div>
  );
}

function Files({ summary }: { summary: JobsSummary }) {
  const text = useDocumentsText();
  return (
    <div className={classes.files} tabIndex={0} role="region" aria-label={text.dock}>
      <ul>
        {summary.documents.map((document) => (
          <File key={document.path} document={document} />
        ))}
      </ul>
      {summary.documents.length < summary.total && (
        <p className={classes.shown}>
          {text.shownOf(formatCount(summary.documents.length), formatCount(summary.total))}
        </p>
      )}
    </div>
  );
}

function File({ document }: { document: JobDocument }) {
  const text = useDocumentsText();
  const { stage, reason } = document;
  return (
    <li className={classes.file}>
      <span className={classes.path}>{document.path}</span>
      <span className={classes.status} data-status={document.status}>
        {stage
          ? text.stage(text.stages[stage.name], formatCount(stage.done), formatCount(stage.total))
          : text.fileStatuses[document.status]}
      </span>
      {reason && <span className={classes.reason}>{`${reason.message} ${reason.remedy}`}</span>}
    </li>
  );
}

/** Says once that all is done; the counts in between would only interrupt. */
function Announcement({ summary, hasJobs }: { summary: JobsSummary; hasJobs: boolean }) {
  const text = useDocumentsText();
  const [spoken, setSpoken] = useState('');
  const finished = hasJobs && summary.isFinished;
  const words = text.finishedAnnouncement(
    formatCount(summary.published),
    formatCount(summary.total),
    formatCount(summary.quarantined + summary.rejected),
  );
  useEffect(() => {
    setSpoken(finished ? words : '');
  }, [finished, words]);
  return (
    <p role="status" className="visually-hidden">
      {spoken}
    </p>
  );
}
