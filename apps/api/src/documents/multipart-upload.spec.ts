import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { MultipartUpload } from './multipart-upload.js';

interface Received {
  fields: Record<string, string>;
  files: [path: string, text: string][];
}

let server: http.Server;
let received: Promise<Received>;

beforeEach(async () => {
  received = new Promise((resolve, reject) => {
    server = http.createServer((raw, response) => {
      receive(new MultipartUpload({ raw, headers: raw.headers } as unknown as FastifyRequest))
        .then(resolve, reject)
        .finally(() => response.end());
    });
  });
  received.catch(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

async function receive(upload: MultipartUpload): Promise<Received> {
  const fields = Object.fromEntries(await upload.fields());
  const files: Received['files'] = [];
  for await (const { path, content } of upload.files()) {
    const pieces: Uint8Array[] = [];
    for await (const piece of content) pieces.push(piece);
    files.push([path, Buffer.concat(pieces).toString()]);
  }
  return { fields, files };
}

const port = () => (server.address() as AddressInfo).port;

function send(form: FormData) {
  return fetch(`http://127.0.0.1:${port()}/`, { method: 'POST', body: form });
}

describe('a multipart upload', () => {
  it('gives the shared fields, then each file under its own path', async () => {
    const form = new FormData();
    form.append('source', '설비');
    form.append('path', '지침/가.md');
    form.append('file', new Blob(['one']), 'x.md');
    form.append('file', new Blob(['two']), '둘.md');
    await send(form);
    expect(await received).toEqual({
      fields: { source: '설비' },
      files: [
        ['지침/가.md', 'one'],
        ['둘.md', 'two'],
      ],
    });
  });

  it('refuses a field that comes too late, and does not hang', async () => {
    const form = new FormData();
    form.append('file', new Blob(['one']), 'x.md');
    form.append('groups', 'late');
    await send(form).catch(() => undefined);
    await expect(received).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('ends when the sender goes away in the middle of a file', async () => {
    const sender = net.connect(port(), '127.0.0.1');
    sender.write(
      [
        'POST / HTTP/1.1',
        'Host: x',
        'Content-Type: multipart/form-data; boundary=b',
        'Content-Length: 100000',
        '',
        '--b',
        'Content-Disposition: form-data; name="file"; filename="a.md"',
        '',
        'the first half',
      ].join('\r\n'),
    );
    server.once('request', () => setImmediate(() => sender.destroy()));
    await expect(received).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
