import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { parseSource, type SourceLink, type SourceSearch, sourceSearch } from './sourceLink.js';

/** A place that can be opened: a citation, a passage, a document's first page. */
export type Place = Parameters<typeof sourceSearch>[0];

/** What had the focus when a source was opened, to give it back; null when the address itself opened it. */
let opener: HTMLElement | null = null;

/** The open source, which lives in the address, so that a link shows what you saw. */
export function useSource(): {
  link: SourceLink | null;
  open(place: Place): void;
  /** Goes to another page or version in the panel, without asking for the focus. */
  move(place: Place): void;
  close(): void;
  /** Whether an act of the reader opened it: then the panel takes the focus. */
  wasOpenedByAct(): boolean;
} {
  const search = useSearch({ strict: false }) as SourceSearch;
  const navigate = useNavigate();
  const { source, span } = search;
  const link = useMemo(() => parseSource({ ...(source ? { source } : {}), ...(span ? { span } : {}) }), [source, span]);
  const put = useCallback(
    (next: SourceSearch, replace: boolean) =>
      navigate({
        to: '.',
        search: ((before: object) => ({ ...before, source: next.source, span: next.span })) as never,
        replace,
      }),
    [navigate],
  );
  const open = useCallback(
    (place: Place) => {
      opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
      void put(sourceSearch(place), false);
    },
    [put],
  );
  const move = useCallback((place: Place) => void put(sourceSearch(place), true), [put]);
  const close = useCallback(() => {
    void put({}, false);
    if (opener?.isConnected) opener.focus();
    opener = null;
  }, [put]);
  const wasOpenedByAct = useCallback(() => opener !== null, []);
  return { link, open, move, close, wasOpenedByAct };
}

/** Whether this place is the one that is open: same version, same page. */
export function isOpen(link: SourceLink | null, place: Place): boolean {
  return (
    link !== null &&
    link.documentId === place.documentId &&
    link.versionId === place.versionId &&
    link.page === place.page
  );
}
