import { readFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import {
  codeSet,
  fromManuals,
  fromSquad,
  MANUAL_VARIANTS,
  readAutoRag,
  readManualQuestions,
  readManuals,
  writeEvaluationSet,
  type EvaluationSet,
  type ManualsOptions,
  type SquadFile,
} from '@onggi/evaluation';
import { CommandError, forTerminal, resolveTyped } from '../client/environment.js';
import { printLine, say } from '../output/output.js';
import { addTenantSetCommands } from './tenant-set.js';

interface LanguageOptions {
  language: 'ko' | 'en';
}

/** `evaluation-set squad|autorag|manuals|codes|list|import|export …` */
export function addEvaluationSetCommand(program: Command): void {
  const command = program
    .command('evaluation-set')
    .description("evaluation sets from public files, and a tenant's own");
  addSquad(command);
  addAutoRag(command);
  addManuals(command);
  addCodes(command);
  addTenantSetCommands(command);
}

const languageOption = () => new Option('--language <language>').choices(['ko', 'en']);

/** `evaluation-set squad FILE DIR --language ko|en [--queries N]` */
function addSquad(command: Command): void {
  command
    .command('squad')
    .description('from a file in the form of SQuAD, such as KorQuAD 1.0 (CC BY-ND 2.0 KR) or XQuAD (CC BY-SA 4.0)')
    .argument('<file>', 'the JSON file as it was downloaded')
    .argument('<dir>', 'folder to write; one paragraph becomes one document')
    .addOption(languageOption().makeOptionMandatory())
    .option('--queries <n>', 'draw so many questions, the same ones each time; default: all')
    .action(async (file: string, folder: string, options: LanguageOptions & { queries?: string }) => {
      const squad = await readSquad(resolveTyped(file));
      const queries = options.queries === undefined ? {} : { queries: Number(options.queries) };
      await write(folder, fromSquad(squad, { language: options.language, ...queries }));
    });
}

/** `evaluation-set autorag CORPUS QUESTIONS DIR [--language ko|en]` */
function addAutoRag(command: Command): void {
  command
    .command('autorag')
    .description('from Parquet files in the form of AutoRAG, such as its Korean benchmark (names no licence)')
    .argument('<corpus>', 'its pages: data/ocr_corpus_v3.parquet')
    .argument('<questions>', 'its questions: data/qa_v4.parquet')
    .argument('<dir>', 'folder to write; one page becomes one document')
    .addOption(languageOption().default('ko'))
    .action(async (corpus: string, questions: string, folder: string, { language }: LanguageOptions) => {
      await write(
        folder,
        await forTerminal(() => readAutoRag(resolveTyped(corpus), resolveTyped(questions), language)),
      );
    });
}

/** `evaluation-set manuals ROOT DIR [--variant V] [--half tuning|held-out]` */
function addManuals(command: Command): void {
  command
    .command('manuals')
    .description("from the manuals that Debian has in Korean and English, with Onggi's own questions about them")
    .argument('<root>', 'folder into which the packages were unpacked (docs/quality.md names them and their licences)')
    .argument('<dir>', 'folder to write; one page in one language becomes one document')
    .addOption(
      new Option('--variant <variant>', 'languages of index and questions')
        .choices(Object.keys(MANUAL_VARIANTS))
        .default('both'),
    )
    .addOption(
      new Option('--half <half>', 'ask only this half of the questions; default: all').choices(['tuning', 'held-out']),
    )
    .action(async (root: string, folder: string, options: ManualsOptions) => {
      const pages = await forTerminal(() => readManuals(resolveTyped(root)));
      const set = fromManuals(pages, await readManualQuestions(), options);
      await write(folder, set);
      if (set.ignoredJudgements > 0) printMissing(set.ignoredJudgements);
    });
}

/** `evaluation-set codes DIR [--without-glossary]` */
function addCodes(command: Command): void {
  command
    .command('codes')
    .description('near-identical entries that differ by an exact code, made by chance, the same ones each time')
    .argument('<dir>', 'folder to write')
    .option('--without-glossary', "leave out the rules' names in the other language")
    .action(async (folder: string, { withoutGlossary }: { withoutGlossary?: boolean }) => {
      const set = codeSet();
      await write(folder, withoutGlossary ? { ...set, glossary: [] } : set);
    });
}

function printMissing(pages: number): void {
  printLine(
    say({
      ko: `답이 있는 페이지 ${pages}개가 없어, 그 질문은 뺐습니다.`,
      en: `${pages} pages that answer questions are not there; these questions are left out.`,
    }),
  );
}

async function write(folder: string, set: EvaluationSet): Promise<void> {
  await writeEvaluationSet(resolveTyped(folder), set);
  printLine(
    say({
      ko: `문서 ${set.documents.length}개, 질문 ${set.queries.length}개`,
      en: `${set.documents.length} documents, ${set.queries.length} queries`,
    }),
  );
}

async function readSquad(file: string): Promise<SquadFile> {
  try {
    const value = JSON.parse(await readFile(file, 'utf8')) as Partial<SquadFile>;
    if (Array.isArray(value.data)) return value as SquadFile;
  } catch (error) {
    if (!(error instanceof SyntaxError) && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  throw new CommandError(
    say({ ko: `${file} 은(는) SQuAD 형식의 파일이 아닙니다.`, en: `${file} is no file in the form of SQuAD.` }),
    say({ ko: '내려받은 JSON 파일의 경로를 확인하세요.', en: 'Check the path of the JSON file that you downloaded.' }),
    'SQUAD_FILE_INVALID',
  );
}
