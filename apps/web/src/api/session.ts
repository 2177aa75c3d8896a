import { request } from './client.js';
import type { Me } from './types.js';

/** Signs in as a demo account; the session cookie is set by the response. */
export function signIn(account: { tenant: string; email: string }): Promise<Me> {
  return request('/api/v1/session', { method: 'POST', body: { tenant: account.tenant, email: account.email } });
}

/** Signs in to a local account. `newPassword` replaces one that was for the first time only. */
export function signInByPassword(account: {
  tenant: string;
  email: string;
  password: string;
  newPassword?: string;
}): Promise<Me> {
  return request('/api/v1/session', { method: 'POST', body: account });
}

/** Ends the session at the server. */
export function signOut(): Promise<void> {
  return request('/api/v1/session', { method: 'DELETE' });
}
