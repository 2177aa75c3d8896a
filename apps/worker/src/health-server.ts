import { createServer, type Server } from 'node:http';

/** One thing that must work, and whether it does. */
export interface HealthCheck {
  name: string;
  ok: boolean;
  /** Why not, or how much is left to do. */
  detail?: string;
}

/**
 * `/health/live`: the process answers. `/health/ready`: it can do its work; 503 and the failed checks otherwise.
 * @param checks run at each request for readiness
 */
export function healthServer(checks: () => Promise<HealthCheck[]>): Server {
  return createServer((request, response) => {
    const reply = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url === '/health/live') return reply(200, { status: 'ok', checks: [] });
    if (request.url !== '/health/ready') return reply(404, { status: 'unknown', checks: [] });
    checks()
      .then((results) => {
        const ready = results.every((check) => check.ok);
        reply(ready ? 200 : 503, { status: ready ? 'ok' : 'unavailable', checks: results });
      })
      .catch((error: unknown) =>
        reply(503, { status: 'unavailable', checks: [{ name: 'health', ok: false, detail: String(error) }] }),
      );
  });
}
