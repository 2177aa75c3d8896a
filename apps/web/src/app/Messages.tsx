import { Button } from '@mantine/core';
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiError } from '../api/client.js';
import { JarIcon } from '../icons/icons.js';
import classes from './Messages.module.css';
import { useShellText } from './text.js';

/** A whole page that says one thing. */
export function MessagePage({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <main className={classes.page} id="main">
      <JarIcon size={40} />
      <h1 className={classes.title}>{title}</h1>
      {children}
    </main>
  );
}

/** A page could not be loaded: the reason, the remedy, another try. */
export function LoadFailed({ error }: ErrorComponentProps) {
  const text = useShellText();
  const router = useRouter();
  const known = error instanceof ApiError ? error : null;
  return (
    <MessagePage title={text.failed}>
      <p role="alert">{known ? `${known.message} ${known.remedy}` : String(error)}</p>
      <Button onClick={() => void router.invalidate()}>{text.retry}</Button>
    </MessagePage>
  );
}

export function NotFound() {
  const text = useShellText();
  return (
    <MessagePage title={text.notFound}>
      <p>{text.notFoundText}</p>
      <Link to="/">{text.toChat}</Link>
    </MessagePage>
  );
}

/** For a direct link to a page that one's role does not open. */
export function NoPermission() {
  const text = useShellText();
  return (
    <MessagePage title={text.noPermission}>
      <p>{text.noPermissionText}</p>
      <Link to="/">{text.toChat}</Link>
    </MessagePage>
  );
}

export function Pending() {
  const text = useShellText();
  return (
    <main className={classes.page} id="main" aria-busy="true">
      <JarIcon size={40} />
      <h1 className={classes.quiet}>{text.loading}</h1>
    </main>
  );
}
