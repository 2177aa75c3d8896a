import type { FastifyReply, FastifyRequest } from 'fastify';

/** Binds a sign-in at a provider to the browser that began it. Its value is sealed; scripts and other sites do not get it. */
export class SignInCookie {
  private readonly name: string;
  private readonly attributes: string;

  /** @param publicUrl where browsers reach Onggi; over https the cookie is bound to host and transport */
  constructor(publicUrl: string) {
    const secure = publicUrl.startsWith('https:');
    this.name = secure ? '__Host-onggi_sign_in' : 'onggi_sign_in';
    this.attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  }

  of(request: FastifyRequest): string | undefined {
    for (const part of (request.headers.cookie ?? '').split(';')) {
      const [key, value] = part.trim().split('=', 2);
      if (key === this.name && value) return value;
    }
    return undefined;
  }

  set(reply: FastifyReply, value: string, lifeMs: number): void {
    reply.header('set-cookie', `${this.name}=${value}; Max-Age=${Math.floor(lifeMs / 1000)}; ${this.attributes}`);
  }

  clear(reply: FastifyReply): void {
    reply.header('set-cookie', `${this.name}=; Max-Age=0; ${this.attributes}`);
  }
}
