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

/** Where the browser goes to sign in at a company's identity provider; it comes back to `next`. */
export function providerSignInUrl(tenant: string, next: string | undefined): string {
  return `/api/v1/session/oidc/${encodeURIComponent(tenant)}/start?${new URLSearchParams({ returnTo: next ?? '/' })}`;
}

/** Ends the session at the server. @returns where the browser ends the identity provider's session too, if it began there */
export async function signOut(): Promise<string | undefined> {
  return (await request<{ endSessionUrl: string } | undefined>('/api/v1/session', { method: 'DELETE' }))?.endSessionUrl;
}
