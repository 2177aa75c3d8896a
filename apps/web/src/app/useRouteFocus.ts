import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

const typesOnGlass = () => window.matchMedia('(hover: none) and (pointer: coarse)').matches;

/**
 * After a change of page the focus goes to its heading, and a screen reader names it; a new chat goes to the box one
 * writes in. Whoever is writing already stays there: sending the first question changes the address too.
 */
export function useRouteFocus(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onResolved', ({ fromLocation, toLocation, pathChanged }) => {
        if (!fromLocation || !pathChanged || document.activeElement instanceof HTMLTextAreaElement) return;
        const writes = toLocation.pathname === '/' && !typesOnGlass();
        document.querySelector<HTMLElement>(writes ? '#main textarea' : '#main h1')?.focus();
      }),
    [router],
  );
}
