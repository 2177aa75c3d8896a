/** The code by which the system names a failure, such as ENOENT; undefined for other errors. */
export function fileErrorCode(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
