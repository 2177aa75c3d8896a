import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { NotFoundError, OnggiError } from '@onggi/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pagePolicy } from '../edge/security-headers.js';

/** The built page: apps/web/dist beside this app's own dist. */
export const webFolder = path.resolve(import.meta.dirname, '../../../web/dist');

const notPages = /^\/(api|v1|graphql|scim|health|assets)(\/|$)/;

class PageNotBuiltError extends OnggiError {
  constructor(cause: unknown) {
    super({
      code: 'PAGE_NOT_BUILT',
      httpStatus: 503,
      message: { ko: '화면이 아직 만들어지지 않았습니다.', en: 'The web page has not been built.' },
      remedy: { ko: 'npm run build 를 실행하세요.', en: 'Run npm run build.' },
      cause,
    });
  }
}

/** Every address that is not a door of its own is a route of the page, so a link can be opened or reloaded. */
@Controller()
export class WebController {
  private template: Promise<string> | undefined;

  @Get(['', '*'])
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (notPages.test(request.url.split('?')[0] ?? '')) throw new NotFoundError();
    const nonce = randomBytes(18).toString('base64');
    const html = (await this.loadTemplate()).replaceAll('__CSP_NONCE__', nonce);
    await reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-security-policy', pagePolicy(nonce))
      .send(html);
  }

  private async loadTemplate(): Promise<string> {
    this.template ??= readFile(path.join(webFolder, 'index.html'), 'utf8');
    try {
      return await this.template;
    } catch (error) {
      this.template = undefined;
      throw new PageNotBuiltError(error);
    }
  }
}
