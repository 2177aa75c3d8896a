import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * A server on the loopback interface to which nothing may ever speak; it notes connections too, so a preconnect is seen.
 * @returns {Promise<{url: string, address: (name: string) => string, heard: string[]}>}
 */
export async function startListener() {
  const heard = [];
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url}`);
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'image/png' }).end();
  });
  server.on('connection', () => heard.push('connection'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Not ended in an `after`: asked for in a hook, that belongs to the hook. It keeps no test run from ending.
  server.unref();
  const url = `http://127.0.0.1:${server.address().port}`;
  return { url, address: (name) => `${url}/${name}`, heard };
}
