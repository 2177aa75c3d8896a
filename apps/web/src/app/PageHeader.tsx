import type { ReactNode } from 'react';
import { MenuIcon } from '../icons/icons.js';
import { useFrame } from './frame.js';
import { useHasRail } from './layout.js';
import classes from './PageHeader.module.css';
import { useShellText } from './text.js';

/** The bar above a page: its name, what one can choose for it, and on narrow windows the way to the rail. */
export function PageHeader({ title, children }: { title: string; children?: ReactNode }) {
  const text = useShellText();
  const frame = useFrame();
  const hasRail = useHasRail();
  return (
    <header className={classes.header}>
      {!hasRail && (
        <button type="button" className={classes.menu} aria-label={text.openRail} onClick={frame.openRail}>
          <MenuIcon size={22} />
        </button>
      )}
      <h1 className={classes.title} title={title} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </header>
  );
}
