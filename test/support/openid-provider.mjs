import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';
import { freePort } from '../../deploy/local/ports.mjs';

/** The one client of a test's provider. */
export const openidClient = { clientId: 'onggi', clientSecret: 'secret-of-a-test/with+signs' };

/**
 * Starts a real OpenID provider (the npm package oidc-provider) on the loopback interface. It signs in whoever `people`
 * and `signsIn` say, without asking.
 * @param {{redirectUri: string, postLogoutRedirectUri: string, backchannelLogoutUri: string}} addresses of Onggi
 * @param {{claimsInIdToken?: boolean}} [options] default: most claims are at the userinfo endpoint only
 * @returns {Promise<{issuer: string, people: Map<string, Record<string, unknown>>, signsIn: (subject: string) => void,
 *   refuses: () => void, pause: () => Promise<void>, stop: () => Promise<void>}>} `people`: claims by subject;
 *   `refuses`: the next sign-in ends with access_denied
 */
export async function startOpenidProvider(addresses, { claimsInIdToken = false } = {}) {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const people = new Map();
  let subject = '';
  let refused = false;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: openidClient.clientId,
        client_secret: openidClient.clientSecret,
        redirect_uris: [addresses.redirectUri],
        post_logout_redirect_uris: [addresses.postLogoutRedirectUri],
        backchannel_logout_uri: addresses.backchannelLogoutUri,
        backchannel_logout_session_required: true,
      },
    ],
    jwks: { keys: [await signingKey()] },
    cookies: { keys: ['a key of a test'] },
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username'],
      email: ['email'],
      onggi: ['groups', 'roles'],
    },
    scopes: ['openid', 'profile', 'email', 'onggi'],
    conformIdTokenClaims: !claimsInIdToken,
    ttl: { Interaction: 600, Grant: 3600, Session: 3600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    // Its own guard refuses loopback, where Onggi is in a test.
    fetch: (url, { dispatcher: _, ...request }) => fetch(url, request),
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ ...people.get(id), sub: id }) }),
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId,
        accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope('openid profile email onggi');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith('/interaction/')) return next();
    const result = refused ? { error: 'access_denied' } : { login: { accountId: subject } };
    refused = false;
    ctx.respond = false;
    await provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
  });
  const server = createServer(provider.callback());
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return {
    issuer,
    people,
    signsIn: (one) => void (subject = one),
    refuses: () => void (refused = true),
    pause: close,
    stop: () => (server.listening ? close() : Promise.resolve()),
  };
}

async function signingKey() {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'key-of-a-test' };
}
