/** After all integration tests: the server and its folder go. */
export default async function stopDatabase() {
  await globalThis.onggiTestServer?.stop();
}
