import { Drawer } from '@mantine/core';
import { useState } from 'react';
import { useIsNarrow } from '../app/layout.js';
import { recall, remember } from '../words/remember.js';
import classes from './SourceDock.module.css';
import { SourcePanel } from './SourcePanel.js';
import { useSourceText } from './text.js';
import { useSource } from './useSource.js';

const narrowest = 400;
const widest = 720;
const clamped = (width: number) => Math.min(widest, Math.max(narrowest, width));

/** Where the open source is shown: a panel beside the page, on narrow windows a sheet over it. */
export function SourceDock() {
  const text = useSourceText();
  const source = useSource();
  const isNarrow = useIsNarrow();
  const [width, setWidth] = useState(() => clamped(Number(recall('onggi.panel-width')) || 520));
  const resize = (next: number) => {
    setWidth(clamped(next));
    remember('onggi.panel-width', String(clamped(next)));
  };
  if (isNarrow) {
    return (
      <Drawer.Root
        opened={source.link !== null}
        onClose={source.close}
        position="bottom"
        size="78%"
        lockScroll={false}
        padding={0}
        returnFocus
        classNames={{ content: classes.sheet ?? '' }}
      >
        <Drawer.Overlay backgroundOpacity={0.15} />
        <Drawer.Content aria-label={text.panel}>
          <Drawer.Body className={classes.sheetBody ?? ''}>
            {source.link && <SourcePanel link={source.link} />}
          </Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
    );
  }
  if (!source.link) return null;
  return (
    <aside className={classes.panel} style={{ width }} aria-label={text.panel} data-region="panel">
      <Divider width={width} onResize={resize} />
      <SourcePanel link={source.link} />
    </aside>
  );
}

/** The panel's left edge: dragged, or moved with the arrow keys. */
function Divider({ width, onResize }: { width: number; onResize(width: number): void }) {
  const text = useSourceText();
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={text.resize}
      aria-valuenow={width}
      aria-valuemin={narrowest}
      aria-valuemax={widest}
      tabIndex={0}
      className={classes.divider}
      onKeyDown={(event) => {
        if (event.code === 'ArrowLeft') onResize(width + 20);
        if (event.code === 'ArrowRight') onResize(width - 20);
      }}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) onResize(window.innerWidth - event.clientX);
      }}
    />
  );
}
