import { request } from './client.js';
import type { Me } from './types.js';

/** Signs in as a demo account; the session cookie is set by the response. */
export function signIn(account: { tenant: string; email: string }): Promise<Me> {
  return request('/api/v1/session', { method: 'POST', body: { tenant: account.tenant, email: account.email } });
}

/** Ends the session at the server. */
export function signOut(): Promise<void> {
  return request('/api/v1/session', { method: 'DELETE' });
}
