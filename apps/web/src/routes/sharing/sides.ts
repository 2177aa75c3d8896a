import type { Share } from '../../api/types.js';

/** Where a share stands for the reader's company. */
export interface Sides {
  /** Offered to it, and waiting for its answer. */
  received: Share[];
  /** Offered by it, and waiting for the other's. */
  sent: Share[];
  /** In force, or accepted for a later day. */
  running: Share[];
  /** Ended, declined, or run out. */
  past: Share[];
}

/** @param own id of the reader's company */
export function sidesOf(shares: readonly Share[], own: string): Sides {
  const offered = shares.filter(({ status }) => status === 'offered');
  return {
    received: offered.filter(({ receiver }) => receiver === own),
    sent: offered.filter(({ owner }) => owner === own),
    running: shares.filter(({ status }) => status === 'active' || status === 'scheduled'),
    past: shares.filter(({ status }) => status === 'ended' || status === 'expired'),
  };
}

/** The last moment of a day as the reader's clock counts it. @param day YYYY-MM-DD @returns ISO 8601 */
export function endOfDay(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString();
}

/** YYYY-MM-DD, so many days after now, for a date field. */
export function dayAfter(now: Date, days: number): string {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
