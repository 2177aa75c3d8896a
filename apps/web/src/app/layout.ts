import { useMediaQuery } from '@mantine/hooks';

/** The rail stands beside the page from here on; below, it is a drawer. */
export const useHasRail = () =>
  useMediaQuery('(min-width: 1100px)', undefined, { getInitialValueInEffect: false }) ?? true;

/** Phones and narrow windows: a source comes up as a sheet. */
export const useIsNarrow = () =>
  useMediaQuery('(max-width: 899px)', undefined, { getInitialValueInEffect: false }) ?? false;
