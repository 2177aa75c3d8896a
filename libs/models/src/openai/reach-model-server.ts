import { baseOf, type ModelEndpointOptions } from './model-endpoint.js';

/**
 * Asks an OpenAI-compatible server for its models, which each of them answers when it can be used with this key.
 * @throws Error saying what came instead
 */
export async function reachModelServer({ url, key }: ModelEndpointOptions, signal: AbortSignal): Promise<void> {
  const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const response = await fetch(`${baseOf(url)}/v1/models`, { headers, signal });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`answers ${response.status}`);
}
