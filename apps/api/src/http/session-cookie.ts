import type { FastifyReply, FastifyRequest } from 'fastify';

/** The `__Host-` prefix binds a cookie to https and one host; browsers refuse it over plain http, where only loopback is served. */
function cookieName(secure: boolean): string {
  return secure ? '__Host-onggi_session' : 'onggi_session';
}

export function sessionTokenOf(request: FastifyRequest): string | undefined {
  const name = cookieName(request.protocol === 'https');
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value) return value;
  }
  return undefined;
}

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string, expiresAt: Date): void {
  reply.header('set-cookie', cookie(request, token, `Expires=${expiresAt.toUTCString()}`));
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('set-cookie', cookie(request, '', 'Max-Age=0'));
}

function cookie(request: FastifyRequest, value: string, life: string): string {
  const secure = request.protocol === 'https';
  return [
    `${cookieName(secure)}=${value}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    life,
    ...(secure ? ['Secure'] : []),
  ].join('; ');
}
