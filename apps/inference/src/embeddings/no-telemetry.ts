/**
 * Keeps onnxruntime from reporting on its users. Its builds for Linux carry a telemetry client that keeps a database in the
 * user's cache folder and sends events to its maker. It reads this variable of the process when the library is loaded: call
 * it on the main thread, before any thread imports onnxruntime.
 */
export function forbidTelemetry(): void {
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
}
