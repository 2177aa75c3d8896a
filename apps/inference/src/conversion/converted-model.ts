import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { ModelFileMissingError } from '../inference-errors.js';
import { writeTokenizerFile } from '../tokenizer/tokenizer-file.js';
import { readE5s1File } from './e5s1-file.js';
import { buildEncoderGraph, type EncoderVariant } from './encoder-graph.js';

/** Raised whenever the converter writes other bytes: models in caches are then written anew. */
const converterVersion = 1;
const operatorSet = 18;
const servedVariants: readonly EncoderVariant[] = ['q4a4', 'int8-row'];
const tokenizerName = 'tokenizer.json';

const manifestFile = z.object({
  converterVersion: z.number(),
  sourceSha256: z.string(),
  files: z.record(z.string(), z.object({ bytes: z.number(), sha256: z.string() })),
});
type Manifest = z.infer<typeof manifestFile>;

/**
 * Makes sure that the ONNX graphs and the tokenizer of multilingual-e5-small lie in the folder, whole and unchanged:
 * converts them from the packed file the first time, later only compares hashes.
 * @param sourcePath e5-small-q4.bin; only read when something must be converted.
 * @returns whether it had to convert.
 * @throws ModelFileMissingError, InvalidModelFileError
 */
export async function ensureConvertedModel(sourcePath: string, folder: string): Promise<boolean> {
  if (await isIntact(folder)) return false;
  const source = await readFile(sourcePath).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new ModelFileMissingError(sourcePath);
    throw error;
  });
  await mkdir(folder, { recursive: true });
  const file = readE5s1File(source);
  const files: Manifest['files'] = {};
  for (const variant of servedVariants) {
    const name = `${variant}.onnx`;
    files[name] = await writeWhole(join(folder, name), buildEncoderGraph(file, variant).pieces(operatorSet, 'onggi'));
  }
  files[tokenizerName] = await writeWhole(join(folder, tokenizerName), [
    Buffer.from(writeTokenizerFile(file.tokens), 'utf8'),
  ]);
  const sourceSha256 = createHash('sha256').update(source).digest('hex');
  const manifest: Manifest = { converterVersion, sourceSha256, files };
  // Last: a folder without it, or with an older one, counts as not converted.
  await writeWhole(manifestPath(folder), [Buffer.from(JSON.stringify(manifest, null, 2))]);
  return true;
}

/** Writes one variant's graph to a file (for comparisons and benchmarks; the served ones come from ensureConvertedModel). */
export async function writeVariant(sourcePath: string, variant: EncoderVariant, path: string): Promise<void> {
  const graph = buildEncoderGraph(readE5s1File(await readFile(sourcePath)), variant);
  await writeWhole(path, graph.pieces(operatorSet, 'onggi'));
}

async function isIntact(folder: string): Promise<boolean> {
  const manifest = await readManifest(folder);
  if (manifest?.converterVersion !== converterVersion) return false;
  for (const [name, expected] of Object.entries(manifest.files)) {
    if ((await sha256Of(join(folder, name))) !== expected.sha256) return false;
  }
  return true;
}

async function readManifest(folder: string): Promise<Manifest | undefined> {
  const text = await readFile(manifestPath(folder), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  try {
    return manifestFile.safeParse(JSON.parse(text)).data;
  } catch (error) {
    // Cut short by a full disk, say: then the model is converted anew.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function manifestPath(folder: string): string {
  return join(folder, 'manifest.json');
}

async function sha256Of(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return hash.digest('hex');
}

/** Under a temporary name first: whoever looks sees the old file, none, or the whole new one. */
async function writeWhole(path: string, pieces: readonly Uint8Array[]): Promise<{ bytes: number; sha256: string }> {
  const temporary = `${path}.${process.pid}.part`;
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await open(temporary, 'w');
  try {
    for (const chunk of joinSmall(pieces)) {
      hash.update(chunk);
      await handle.writeFile(chunk);
      bytes += chunk.byteLength;
    }
    await handle.sync();
    await handle.close();
    await rename(temporary, path);
  } catch (error) {
    await handle.close();
    await rm(temporary, { force: true });
    throw error;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** A graph is thousands of pieces of a few bytes between large ones: one write for many of them. */
function* joinSmall(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  const enough = 1 << 16;
  let small: Uint8Array[] = [];
  let bytes = 0;
  for (const piece of pieces) {
    if (piece.byteLength < enough) {
      small.push(piece);
      bytes += piece.byteLength;
    }
    if (bytes > 0 && (piece.byteLength >= enough || bytes >= enough)) {
      yield Buffer.concat(small);
      small = [];
      bytes = 0;
    }
    if (piece.byteLength >= enough) yield piece;
  }
  if (bytes > 0) yield Buffer.concat(small);
}
