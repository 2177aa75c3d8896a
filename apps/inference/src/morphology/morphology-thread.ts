import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { Kiwi, type MorphemeTuple } from './kiwi.js';

/** Texts to analyse; none asks for the program's version. */
export interface MorphologyMessage {
  texts: readonly string[];
}

export interface MorphologyResult {
  /** One list a text. */
  morphemes: MorphemeTuple[][];
  /** Of Kiwi, "0.23.0". */
  version: string;
}

/** Behind a question's embedding and the start of the other models, before the passages'. Of this thread alone, on Linux. */
const niceness = 10;

const port = parentPort;
if (!port) throw new Error('This file is the start of a worker thread.');
if (process.platform === 'linux') setPriority(0, niceness);
const kiwi = await Kiwi.load((workerData as { folder: string }).folder);

// What Kiwi throws ends the thread: its memory can't be trusted afterwards, and a new thread loads it anew.
port.on('message', ({ id, message }: { id: number; message: MorphologyMessage }) => {
  const morphemes = message.texts.map((text) => kiwi.morphemes(text));
  const result: MorphologyResult = { morphemes, version: kiwi.version };
  port.postMessage({ id, result });
});
port.postMessage({ id: 0 });
