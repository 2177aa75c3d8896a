import { Drawer } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { Outlet, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import { BreakGlassBanner } from './BreakGlassBanner.js';
import { FindConversation } from './FindConversation.js';
import { FrameContext } from './frame.js';
import { KeyMap } from './KeyMap.js';
import { useHasRail } from './layout.js';
import { mayCurate, useMe } from './me.js';
import { Rail } from './Rail.js';
import classes from './Shell.module.css';
import { useShellText } from './text.js';
import { useRouteFocus } from './useRouteFocus.js';
import { useShortcuts } from './useShortcuts.js';

const UploadDock = lazy(() =>
  import('../routes/documents/UploadDock.js').then((part) => ({ default: part.UploadDock })),
);

/** The frame of every signed-in page: skip link, rail (or its drawer), the page, and the dock of running uploads. */
export function Shell() {
  const text = useShellText();
  const me = useMe();
  const hasRail = useHasRail();
  const online = useNetwork().online;
  const [open, setOpen] = useState<'rail' | 'find' | 'keys' | null>(null);
  const navigate = useNavigate();
  const close = () => setOpen(null);
  useRouteFocus();
  useShortcuts({
    find: () => setOpen('find'),
    newChat: () => void navigate({ to: '/' }),
    help: () => setOpen('keys'),
  });
  const frame = useMemo(() => ({ openRail: () => setOpen('rail') }), []);
  const rail = <Rail onLeave={close} onFind={() => setOpen('find')} onKeys={() => setOpen('keys')} />;
  return (
    <FrameContext value={frame}>
      <a className="skip-link" href="#main">
        {text.skip}
      </a>
      <div className={classes.shell}>
        {!online && (
          <p className={classes.offline} role="status">
            {text.offline}
          </p>
        )}
        <BreakGlassBanner />
        <div className={classes.columns}>
          {hasRail && <div className={classes.rail}>{rail}</div>}
          <Outlet />
        </div>
        {mayCurate(me) && (
          <Suspense fallback={null}>
            <UploadDock />
          </Suspense>
        )}
      </div>
      {!hasRail && (
        <Drawer.Root opened={open === 'rail'} onClose={close} size={300} lockScroll={false} padding={0}>
          <Drawer.Overlay backgroundOpacity={0.4} />
          <Drawer.Content aria-label={text.rail}>
            <Drawer.Body className={classes.drawerBody ?? ''}>{rail}</Drawer.Body>
          </Drawer.Content>
        </Drawer.Root>
      )}
      <FindConversation opened={open === 'find'} onClose={close} />
      <KeyMap opened={open === 'keys'} onClose={close} />
    </FrameContext>
  );
}
