export {
  OnggiError,
  type ErrorBody,
  type Language,
  type LocalizedText,
  type OnggiErrorOptions,
} from './errors/onggi-error.js';
export {
  ConflictError,
  DatabaseUnavailableError,
  ForbiddenError,
  InternalError,
  InvalidInputError,
  NotFoundError,
  PayloadTooLargeError,
  UnauthenticatedError,
} from './errors/common-errors.js';
export { asOnggiError, languageOf, toErrorBody } from './errors/error-body.js';
export { isId, newId } from './ids/ids.js';
export { createLogger, type Logger } from './logging/logger.js';
export { ConfigurationError, exitCodeFor, readConfiguration } from './configuration/configuration.js';
export { readSecretFile } from './configuration/secret-file.js';
export { secretText } from './configuration/secret-text.js';
export { urlSecretFault } from './configuration/url-secrets.js';
export { knownSettings } from './configuration/known-settings.js';
export { configuredAddresses, EgressRefusedError, egressSettings, guardEgress } from './egress/egress-guard.js';
export { exitWithParent } from './parent-pipe.js';
