import type { RightsWatch } from '@onggi/identity';
import type { OnggiRequest } from './request.js';

/** The rights of whoever sent a request, while its work goes on. Call `stop` at its end. */
export function watchCaller(watch: RightsWatch, { caller }: OnggiRequest): ReturnType<RightsWatch['watch']> {
  if (!caller || caller.kind === 'machine') return { signal: new AbortController().signal, stop: () => undefined };
  return watch.watch(caller.context, caller.kind === 'person' ? caller.sessionId : undefined);
}
