import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Match, TokenInfo } from 'kiwi-nlp';
import kiwiWasm from 'kiwi-nlp/dist/build/kiwi-wasm.js';

/**
 * Form, part of speech in the Sejong tag set (stems of which there are two kinds end in -I, irregular, or -R), and place
 * in the text in UTF-16 units. Morphemes that share a syllable overlap.
 */
export type MorphemeTuple = [form: string, tag: string, start: number, length: number];

/** The files that Kiwi reads of its model; multi.dict, names of several words from WikiData, is left out. */
export const kiwiModelFiles = [
  'combiningRule.txt',
  'cong.mdl',
  'default.dict',
  'dialect.dict',
  'extract.mdl',
  'nounchr.mdl',
  'sj.morph',
  'typo.dict',
] as const;

/** The part of the wasm module that is used: one function that takes and gives JSON, and its file system in memory. */
interface KiwiModule {
  FS: {
    mkdir(path: string): void;
    rmdir(path: string): void;
    unlink(path: string): void;
    writeFile(path: string, content: Uint8Array, options: { canOwn: boolean }): void;
  };
  api(command: string): string;
}

/** An ES module without "type" in its package.json: Node finds out by its syntax, TypeScript takes it for CommonJS. */
const startKiwi = kiwiWasm as unknown as (options: object) => Promise<KiwiModule>;

const folder = 'model';
/** A word that no dictionary knows is cut by the syllables it consists of: 에칠렌이 is 에칠렌 and a particle. */
const unknownWordsBySyllables = 256 satisfies Match.oovChrModel;
/** Half of a surrogate pair alone, which its JSON reader refuses. */
const halfCharacter = /\p{Surrogate}/gu;

/**
 * Kiwi, the Korean morphological analyser, as WebAssembly in this thread. Its own KiwiBuilder keeps the model's files in
 * memory beside what it made of them; here they go once it is built, which saves 100 MB.
 */
export class Kiwi {
  private constructor(
    private readonly kiwi: KiwiModule,
    private readonly id: number,
    /** Of the program, "0.23.0". */
    readonly version: string,
  ) {}

  /**
   * Loads the model: some seconds of one core, 0.65 GB.
   * @throws the system's error when a file can't be read; Error when Kiwi refuses one
   */
  static async load(modelFolder: string): Promise<Kiwi> {
    const wasm = fileURLToPath(import.meta.resolve('kiwi-nlp/dist/kiwi-wasm.wasm'));
    // It says on standard error, once for each model, that this build has no vector instructions.
    const kiwi = await startKiwi({ locateFile: () => wasm, printErr: () => undefined });
    kiwi.FS.mkdir(folder);
    for (const name of kiwiModelFiles) {
      kiwi.FS.writeFile(`${folder}/${name}`, readFileSync(join(modelFolder, name)), { canOwn: true });
    }
    const id = run<number>(kiwi, 'build', [{ modelPath: folder, loadMultiDict: false }]);
    for (const name of kiwiModelFiles) kiwi.FS.unlink(`${folder}/${name}`);
    kiwi.FS.rmdir(folder);
    return new Kiwi(kiwi, id, run<string>(kiwi, 'version', []));
  }

  /** The likeliest reading of a text: 0.05 ms a character of ordinary text, up to 0.8 of one without blanks or sense. */
  morphemes(text: string): MorphemeTuple[] {
    const whole = text.replace(halfCharacter, '\ufffd');
    const tokens = run<TokenInfo[]>(this.kiwi, 'tokenize', [whole, unknownWordsBySyllables], this.id);
    return tokens.map(({ str, tag, position, length }) => [str, tag, position, length]);
  }
}

function run<Result>(kiwi: KiwiModule, method: string, args: unknown[], id?: number): Result {
  return JSON.parse(kiwi.api(JSON.stringify({ method, id, args }))) as Result;
}
