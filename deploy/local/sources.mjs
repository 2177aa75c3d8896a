import { readFileSync } from 'node:fs';
import { StartError } from './failures.mjs';

/** What there is to fetch: deploy/local/sources.json, which a reader may check by hand. */
export const sources = JSON.parse(readFileSync(new URL('./sources.json', import.meta.url), 'utf8'));

/** @throws {StartError} PLATFORM_UNSUPPORTED */
export function databaseWheel(platform = `${process.platform}-${process.arch}`) {
  const { distribution, version, platforms } = sources.database;
  const wheel = platforms[platform];
  if (wheel === undefined) {
    throw new StartError('PLATFORM_UNSUPPORTED', { platform, available: Object.keys(platforms).join(', ') });
  }
  return { distribution, version, ...wheel };
}

export function embeddingWheel() {
  const { distribution, version, wheel } = sources.embeddingModel;
  return { distribution, version, ...wheel };
}

/** The source distribution that holds Kiwi's model: there is no wheel. */
export function morphologyDistribution() {
  const { distribution, version, sdist } = sources.morphologyModel;
  return { distribution, version, ...sdist };
}

/** The wheels that hold the chat model, each with the region of the file that it brings. */
export function chatModelWheels() {
  const { version, pip, parts } = sources.chatModel;
  return parts.map((part) => ({ version, pip, ...part }));
}
