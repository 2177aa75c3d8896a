import { randomBytes } from 'node:crypto';
import { toErrorBody, type ErrorBody, type Language } from '@onggi/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { logFailure, namedError } from '../http/error.filter.js';
import { readerLanguage } from '../http/request.js';

const words = {
  ko: { title: '로그인하지 못했습니다', back: '로그인 화면으로', request: '요청 번호' },
  en: { title: 'You could not be signed in', back: 'To the sign-in page', request: 'Request number' },
};

/**
 * Answers a browser that comes from a provider with a page that says what went wrong and what to do; whoever does not ask
 * for HTML gets the usual error body.
 */
export async function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: unknown): Promise<void> {
  if (!(request.headers.accept ?? '').includes('text/html')) throw problem;
  const error = namedError(problem);
  logFailure(error, request.id);
  const language = readerLanguage(request);
  const nonce = randomBytes(18).toString('base64');
  await reply
    .status(error.httpStatus)
    .header('content-type', 'text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header(
      'content-security-policy',
      `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    )
    .send(page(toErrorBody(error, language, request.id), language, nonce));
}

function page(error: ErrorBody, language: Language, nonce: string): string {
  const say = words[language];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${say.title}</title>
<style nonce="${nonce}">
:root { color-scheme: light dark; --paper: #faf8f5; --ink: #2b2521; --ink-2: #5b5148; --celadon: #1e6b5e }
@media (prefers-color-scheme: dark) { :root { --paper: #1a1714; --ink: #f0eae2; --ink-2: #c4b9ab; --celadon: #7fc9b7 } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.75 'Pretendard Variable', system-ui, sans-serif; word-break: keep-all; overflow-wrap: anywhere }
main { max-width: 36rem; margin: 0 auto; padding: 15vh 16px 48px }
h1 { font-size: 24px; line-height: 32px; font-weight: 650; letter-spacing: -0.01em }
a { display: inline-block; margin: 16px 0; color: var(--celadon); font-weight: 600 }
a:focus-visible { outline: 2px solid var(--celadon); outline-offset: 2px }
small { display: block; color: var(--ink-2); font-size: 13px }
</style>
</head>
<body>
<main>
<h1>${say.title}</h1>
<p role="alert">${escaped(error.message)}</p>
<p>${escaped(error.remedy)}</p>
<a href="/sign-in">${say.back}</a>
<small>${escaped(error.code)} · ${say.request} ${escaped(error.requestId)}</small>
</main>
</body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
