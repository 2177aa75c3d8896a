import { asOnggiError, DatabaseUnavailableError, OnggiError } from '@onggi/platform';

/** SQLSTATE classes and socket errors that mean "the server is not there now", not "the query is wrong". */
const unavailable = /^(08...|57P0[123]|53300|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT)$/;
const lostMessages =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/;

/** A database failure as a named error: an unreachable server is retryable, anything else is internal. */
export function translateDatabaseError(error: unknown): OnggiError {
  if (error instanceof OnggiError) return error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : '';
  if (unavailable.test(code) || lostMessages.test(message)) return new DatabaseUnavailableError(error);
  return asOnggiError(error);
}
