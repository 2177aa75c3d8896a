/** An operation that the product has and the matrix cannot call. */
export class UncoveredOperationError extends Error {
  constructor(operation, what) {
    super(`${operation.name}: nothing is known about ${what}; add it to test/isolation/matrix/values.mjs`);
  }
}
