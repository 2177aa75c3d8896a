import { OnggiError } from '@onggi/platform';
import * as openid from 'openid-client';
import {
  IdentityProviderMisconfiguredError,
  IdentityProviderUnavailableError,
  SignInDeniedError,
  SignInUnverifiedError,
} from './federation-errors.js';

/** Errors of the authorization response that say "no", not "wrong" (RFC 6749, 4.1.2.1; OpenID Connect Core, 3.1.2.6). */
const denials = new Set([
  'access_denied',
  'login_required',
  'consent_required',
  'interaction_required',
  'account_selection_required',
]);
/** Errors of the token endpoint about our client, not about this sign-in (RFC 6749, 5.2). */
const clientFaults = new Set(['invalid_client', 'unauthorized_client', 'unsupported_grant_type', 'invalid_scope']);

/** What went wrong with the provider as the reader should hear of it. What is not known is taken as a proof that failed. */
export function namedProviderError(error: unknown): OnggiError {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    if (cause instanceof OnggiError) return cause;
  }
  if (error instanceof openid.AuthorizationResponseError) {
    if (denials.has(error.error)) return new SignInDeniedError(error);
    if (error.error === 'server_error' || error.error === 'temporarily_unavailable') {
      return new IdentityProviderUnavailableError(error);
    }
    return clientFaults.has(error.error)
      ? new IdentityProviderMisconfiguredError(error)
      : new SignInUnverifiedError(error);
  }
  if (error instanceof openid.ResponseBodyError) {
    if (error.status >= 500) return new IdentityProviderUnavailableError(error);
    return clientFaults.has(error.error)
      ? new IdentityProviderMisconfiguredError(error)
      : new SignInUnverifiedError(error);
  }
  if (error instanceof openid.WWWAuthenticateChallengeError) return new IdentityProviderMisconfiguredError(error);
  if (error instanceof openid.ClientError) return byCode(error);
  // fetch rejects with a TypeError when nothing was answered.
  if (error instanceof TypeError || isTimeout(error)) return new IdentityProviderUnavailableError(error);
  return new SignInUnverifiedError(error);
}

function byCode(error: openid.ClientError): OnggiError {
  switch (error.code) {
    case 'OAUTH_TIMEOUT':
    case 'OAUTH_ABORT':
      return new IdentityProviderUnavailableError(error);
    case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
      return isServerFault(error.cause)
        ? new IdentityProviderUnavailableError(error)
        : new IdentityProviderMisconfiguredError(error);
    case 'OAUTH_RESPONSE_IS_NOT_JSON':
    case 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED':
    case 'OAUTH_MISSING_SERVER_METADATA':
    case 'OAUTH_INVALID_SERVER_METADATA':
    case 'OAUTH_HTTP_REQUEST_FORBIDDEN':
      return new IdentityProviderMisconfiguredError(error);
    default:
      return new SignInUnverifiedError(error);
  }
}

function isServerFault(cause: unknown): boolean {
  for (let inner = cause, depth = 0; depth < 5; depth++) {
    if (inner instanceof Response || (typeof inner === 'object' && inner !== null && 'status' in inner)) {
      return Number(inner.status) >= 500;
    }
    if (!(inner instanceof Error)) return false;
    inner = inner.cause;
  }
  return false;
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
}
