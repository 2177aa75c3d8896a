import type { Language, LocalName } from '../api/types.js';

/** The name in the reader's language; a plain string is shown as it is. */
export function nameIn(name: LocalName, language: Language): string {
  if (typeof name === 'string') return name;
  return name[language] || name.ko || name.en;
}

const dateOnly = /^\d{4}-\d{2}-\d{2}$/;

/** 2026. 3. 1. · 1 Mar 2026. A date without a time is the same day everywhere. */
export function formatDate(iso: string, language: Language): string {
  const timeZone = dateOnly.test(iso) ? 'UTC' : undefined;
  return language === 'ko'
    ? new Intl.DateTimeFormat('ko-KR', { dateStyle: 'medium', timeZone }).format(new Date(iso))
    : new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone }).format(
        new Date(iso),
      );
}

/** Date and 24-hour time, for the full form that stands behind a short one. */
export function formatDateTime(iso: string, language: Language): string {
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return `${formatDate(iso, language)} ${time.format(new Date(iso))}`;
}

/** 방금 · 3분 전 · 어제 · 2026. 3. 1. */
export function formatAge(iso: string, language: Language, now: Date): string {
  const date = new Date(iso);
  const minutes = Math.floor((now.getTime() - date.getTime()) / 60_000);
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  if (minutes < 1) return language === 'ko' ? '방금' : 'just now';
  if (minutes < 60) return relative.format(-minutes, 'minute');
  const days = daysBetween(date, now);
  if (days === 0) return relative.format(-Math.floor(minutes / 60), 'hour');
  return days === 1 ? relative.format(-1, 'day') : formatDate(iso, language);
}

/** Whole calendar days between two moments in the reader's time zone. */
export function daysBetween(earlier: Date, later: Date): number {
  const startOfDay = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((startOfDay(later) - startOfDay(earlier)) / 86_400_000);
}

/** 2.4초 · 2.4 s; what is shorter than a tenth of a second in ms. */
export function formatSeconds(milliseconds: number, language: Language): string {
  if (milliseconds < 100) return `${Math.round(milliseconds)} ms`;
  const seconds = (milliseconds / 1000).toFixed(1);
  return language === 'ko' ? `${seconds}초` : `${seconds} s`;
}

/** A rough time that is left: 약 40초 · 약 4분 · 약 2시간. */
export function formatTimeLeft(seconds: number, language: Language): string {
  const [value, ko, en] =
    seconds < 55
      ? [Math.max(5, Math.ceil(seconds / 5) * 5), '초', 's']
      : seconds < 3300
        ? [Math.ceil(seconds / 60), '분', 'min']
        : [Math.ceil(seconds / 3600), '시간', 'h'];
  return language === 'ko' ? `약 ${value}${ko}` : `about ${value} ${en}`;
}

/** Megabytes with one decimal; small files in kB. */
export function formatBytes(bytes: number): string {
  return bytes < 100_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** 10,382 */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
