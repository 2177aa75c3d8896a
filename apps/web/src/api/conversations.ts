import { request } from './client.js';

/** Gives a conversation another title. */
export function renameConversation(id: string, title: string): Promise<void> {
  return request(`/api/v1/conversations/${encodeURIComponent(id)}`, { method: 'PATCH', body: { title } });
}

/** Removes a conversation with its answers. */
export function deleteConversation(id: string): Promise<void> {
  return request(`/api/v1/conversations/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
