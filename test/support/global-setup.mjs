import { startTestServer } from './test-server.mjs';

/** Before all integration tests: one PostgreSQL of our own. The workers find it by the two variables. */
export default async function startDatabase() {
  const server = await startTestServer();
  process.env.ONGGI_TEST_DATABASE_URL = server.adminUrl;
  process.env.TEST_ONGGI_HOME = server.home;
  globalThis.onggiTestServer = server;
}
