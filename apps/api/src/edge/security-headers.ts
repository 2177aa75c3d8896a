import type { FastifyReply, FastifyRequest } from 'fastify';

const nobodyFrames = ["frame-ancestors 'none'", "base-uri 'none'"];

/** For what no browser should show: JSON, event streams, downloads. */
const nothing = ["default-src 'none'", "form-action 'none'", ...nobodyFrames, 'sandbox'].join('; ');

/** For the files the page is made of. A worker obeys the policy of its own file: pdf.js fetches fonts and draws images. */
export const builtFilePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  ...nobodyFrames,
].join('; ');

/** For the page. Only our own files; a style element needs the nonce; nothing is ever asked of another origin. */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    ...nobodyFrames,
  ].join('; ');
}

const deniedFeatures = [
  ...['accelerometer', 'autoplay', 'camera', 'display-capture', 'encrypted-media', 'fullscreen', 'geolocation'],
  ...[
    'gyroscope',
    'hid',
    'identity-credentials-get',
    'idle-detection',
    'magnetometer',
    'microphone',
    'midi',
    'payment',
  ],
  ...['picture-in-picture', 'publickey-credentials-get', 'screen-wake-lock', 'serial', 'usb', 'xr-spatial-tracking'],
];

const always = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'x-dns-prefetch-control': 'off',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy': [...deniedFeatures.map((feature) => `${feature}=()`), 'clipboard-write=(self)'].join(', '),
  'content-security-policy': nothing,
};

const yearSeconds = 31_536_000;

/** The headers of every reply; a handler that serves something to look at sets a wider content security policy. */
export function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply, isPublicHttps: boolean): void {
  void reply.header('x-request-id', request.id).headers(always);
  if (isPublicHttps || request.protocol === 'https')
    void reply.header('strict-transport-security', `max-age=${yearSeconds}; includeSubDomains`);
}
