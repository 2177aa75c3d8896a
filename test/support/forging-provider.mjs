import { createServer } from 'node:http';
import { URLSearchParams } from 'node:url';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/**
 * Starts a provider that can be told to lie: its discovery and keys are in order, its tokens are what a test makes of
 * them. A real provider makes no such faults.
 * @returns {Promise<{issuer: string, sign: (claims: object, options?: {alg?: string, header?: object, foreignKey?: boolean})
 *   => Promise<string>, idToken: string, tokenStatus: number, hang: boolean, discovery: Record<string, unknown>,
 *   tokenRequests: URLSearchParams[], stop: () => Promise<void>}>} `idToken`: what the token endpoint gives next;
 *   `hang`: it takes requests and answers none
 */
export async function startForgingProvider() {
  const [own, foreign] = [await generateKeyPair('RS256'), await generateKeyPair('RS256')];
  const jwk = { ...(await exportJWK(own.publicKey)), alg: 'RS256', use: 'sig', kid: 'own' };
  const state = { idToken: '', tokenStatus: 200, hang: false, discovery: {}, tokenRequests: [] };
  const server = createServer(async (request, response) => {
    if (state.hang) return;
    const answer = (status, body) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url === '/.well-known/openid-configuration')
      return answer(200, { ...discoveryOf(issuer), ...state.discovery });
    if (request.url === '/jwks') return answer(200, { keys: [jwk] });
    if (request.url !== '/token') return answer(404, {});
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    state.tokenRequests.push(new URLSearchParams(Buffer.concat(chunks).toString()));
    if (state.tokenStatus !== 200) return answer(state.tokenStatus, { error: 'invalid_grant' });
    return answer(200, { access_token: 'a', token_type: 'Bearer', expires_in: 60, id_token: state.idToken });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  return Object.assign(state, {
    issuer,
    sign: async (claims, { alg = 'RS256', header = {}, foreignKey = false } = {}) => {
      if (alg === 'none') return `${encoded({ alg, ...header })}.${encoded(claims)}.`;
      const key =
        alg === 'HS256' ? new TextEncoder().encode(JSON.stringify(jwk)) : (foreignKey ? foreign : own).privateKey;
      return new SignJWT(claims).setProtectedHeader({ alg, kid: 'own', ...header }).sign(key);
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  });
}

function encoded(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function discoveryOf(issuer) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    authorization_response_iss_parameter_supported: true,
  };
}
