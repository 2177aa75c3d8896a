/** Injection token of ApiConfiguration. */
export const API_CONFIGURATION = Symbol('ApiConfiguration');
