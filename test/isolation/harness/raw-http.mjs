import { connect } from 'node:net';

/**
 * Sends bytes as they are, which fetch would correct or refuse, and reads until the server closes or has said enough.
 * @param {{url: string}} product
 * @param {string | Buffer | (string | Buffer)[]} bytes
 * @param {{waitMs?: number}} [options] how long a silent server is waited for
 * @returns {Promise<{status: number, head: string, body: string}>} status 0: nothing was answered
 */
export async function sendRaw(product, bytes, { waitMs = 10_000 } = {}) {
  const { hostname, port } = new URL(product.url);
  const socket = connect(Number(port), hostname);
  const pieces = [];
  socket.on('error', () => undefined);
  const done = new Promise((resolve) => {
    socket.setTimeout(waitMs, () => socket.destroy());
    socket.once('close', resolve);
    socket.on('data', (piece) => {
      pieces.push(piece);
      if (isWhole(Buffer.concat(pieces))) socket.destroy();
    });
  });
  for (const piece of [bytes].flat()) socket.write(piece);
  await done;
  const text = Buffer.concat(pieces).toString('utf8');
  const [head = '', body = ''] = splitOnce(text, '\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), head, body };
}

/** A request whose body is given as bytes. */
export function rawRequest(product, { method = 'POST', path, headers = {}, body = '', key }) {
  const { host } = new URL(product.url);
  const all = {
    host,
    ...(key ? { authorization: `Bearer ${key}` } : {}),
    'accept-language': 'en',
    'content-length': Buffer.byteLength(body),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, Buffer.from(body)];
}

function isWhole(bytes) {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = /^content-length: *(\d+)/im.exec(bytes.subarray(0, end).toString('latin1'))?.[1];
  return length !== undefined && bytes.length - end - 4 >= Number(length);
}

function splitOnce(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
