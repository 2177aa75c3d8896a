import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * A chat model that takes for ever over every answer, sending something each second, as a large one under load seems to.
 * @returns {Promise<{url: string, inHand: () => number}>} how many requests it is working on; one is over as soon as its
 *   caller hangs up
 */
export async function startSlowModel() {
  const inHand = new Set();
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const piece of request) text += piece;
    const streams = request.method === 'POST' && JSON.parse(text).stream === true;
    response.writeHead(200, { 'content-type': streams ? 'text/event-stream' : 'application/json' });
    inHand.add(response);
    // A blank before JSON and a comment among events: neither says anything.
    const dripping = setInterval(() => response.write(streams ? ': writing\n\n' : ' '), 1_000);
    response.on('close', () => {
      clearInterval(dripping);
      inHand.delete(response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // It keeps no test run from ending.
  server.unref();
  return { url: `http://127.0.0.1:${server.address().port}`, inHand: () => inHand.size };
}
