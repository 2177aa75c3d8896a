import { useEffect, useEffectEvent } from 'react';

/** Esc closes the open source, else stops the answer; a menu, dialog or card above the page goes first. */
export function useEscape(sourceOpen: boolean, closeSource: () => void, working: boolean, stop: () => void): void {
  const onEscape = useEffectEvent((event: KeyboardEvent) => {
    if (event.code !== 'Escape' || event.isComposing) return;
    if (document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"], [data-layer]')) return;
    if (sourceOpen) closeSource();
    else if (working) stop();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onEscape(event);
    // Before anything closes, so that one press closes one thing.
    window.addEventListener('keydown', listen, { capture: true });
    return () => window.removeEventListener('keydown', listen, { capture: true });
  }, []);
}
