import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { ApiError } from '../api/client.js';
import { CloseIcon } from '../icons/icons.js';
import classes from './SourcePanel.module.css';
import { useSourceText } from './text.js';
import { useSource } from './useSource.js';

/** What both kinds of view are given: the head (with the place in it) and the foot of the panel. */
export interface SourceParts {
  head(heading: string, page: number | null): ReactNode;
  foot: ReactNode;
}

/** Title, place and the button that closes; the heading takes the focus when a reader opened the panel. */
export function PanelHead({ title, lang, where }: { title: string | null; lang?: string | undefined; where: string }) {
  const text = useSourceText();
  const { link, close, wasOpenedByAct } = useSource();
  const heading = useRef<HTMLHeadingElement>(null);
  const place = link ? `${link.documentId} ${link.versionId}` : '';
  useEffect(() => {
    if (wasOpenedByAct()) heading.current?.focus();
  }, [place, wasOpenedByAct]);
  return (
    <div className={classes.head}>
      <div className={classes.headWords}>
        <h2
          className={classes.title}
          ref={heading}
          tabIndex={-1}
          lang={title === null ? undefined : lang}
          data-autofocus
        >
          {title ?? text.panel}
        </h2>
        <p className={classes.where}>{where}</p>
      </div>
      <button type="button" className={classes.close} aria-label={text.close} onClick={close}>
        <CloseIcon size={20} />
      </button>
    </div>
  );
}

export function Frame({ title, where, body }: { title: string | null; where: string; body: ReactNode }) {
  return (
    <div className={classes.frame}>
      <PanelHead title={title} where={where} />
      {body}
    </div>
  );
}

export function Loading() {
  const text = useSourceText();
  return <div className={classes.loading} role="status" aria-label={text.loading} />;
}

/** Deleted, replaced or not for this reader: one text, and no title. */
export function Missing() {
  const text = useSourceText();
  return (
    <Frame
      title={null}
      where=""
      body={
        <div className={classes.message} role="alert">
          <p className={classes.messageTitle}>{text.missing}</p>
          <p>{text.missingText}</p>
        </div>
      }
    />
  );
}

/** The document is there but could not be read now. */
export function Failed({ error, onRetry }: { error: Error; onRetry(): void }) {
  const text = useSourceText();
  return (
    <Frame
      title={null}
      where=""
      body={
        <div className={classes.message} role="alert">
          <p className={classes.messageTitle}>{text.failed}</p>
          <p>{error instanceof ApiError ? `${error.message} ${error.remedy}` : error.message}</p>
          <Button variant="default" onClick={onRetry}>
            {text.retry}
          </Button>
        </div>
      }
    />
  );
}
