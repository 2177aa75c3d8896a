import { EvaluationSetError } from './evaluation-set-error.js';
import type { EvaluationSet, SetDocument, SetQuery } from './evaluation-set.js';
import { JsonRecord } from './json-record.js';
import { readLines, requireLines, type Line } from './read-lines.js';

/**
 * Reads the folder of an evaluation set: corpus.jsonl {id, title, text, lang}, queries.jsonl {id, text, lang, answers?,
 * unanswerable?}, qrels.tsv (query, document, grade; a header line is passed over) and, if there is one, glossary.tsv
 * (ko, en). Texts are kept to the character. Judgements of what the set does not hold are left out and counted.
 * @throws EvaluationSetError naming file and line
 */
export async function readEvaluationSet(folder: string): Promise<EvaluationSet> {
  const documents = unique((await requireLines(folder, 'corpus.jsonl')).map(documentOf));
  const queries = unique((await requireLines(folder, 'queries.jsonl')).map(queryOf));
  if (documents.length === 0) throw empty('corpus.jsonl');
  if (queries.length === 0) throw empty('queries.jsonl');
  const judgements = judgementsOf(await requireLines(folder, 'qrels.tsv'), documents, queries);
  const glossary = glossaryOf((await readLines(folder, 'glossary.tsv')) ?? []);
  return { documents, queries, ...judgements, glossary };
}

/**
 * Reads queries.jsonl and, if there is one, qrels.tsv of such a folder, without its documents: for documents that are
 * elsewhere. Judgements keep the documents' names as they stand.
 * @throws EvaluationSetError naming file and line
 */
export async function readQueries(
  folder: string,
): Promise<Pick<EvaluationSet, 'queries' | 'judgements' | 'ignoredJudgements'>> {
  const queries = unique((await requireLines(folder, 'queries.jsonl')).map(queryOf));
  if (queries.length === 0) throw empty('queries.jsonl');
  return { queries, ...judgementsOf((await readLines(folder, 'qrels.tsv')) ?? [], undefined, queries) };
}

type Entry<Value> = Value & { record: JsonRecord };

function documentOf(line: Line): Entry<SetDocument> {
  const record = new JsonRecord(line);
  const text = record.text('text');
  const title = record.text('title', '');
  return { id: record.id(), title, text, language: record.language(`${title} ${text}`), record };
}

function queryOf(line: Line): Entry<SetQuery> {
  const record = new JsonRecord(line);
  const text = record.text('text');
  const answers = record.texts('answers');
  return {
    id: record.id(),
    text,
    language: record.language(text),
    answers,
    unanswerable: record.flag('unanswerable'),
    record,
  };
}

function unique<Value extends { id: string }>(entries: readonly Entry<Value>[]): Value[] {
  const seen = new Set<string>();
  return entries.map((entry) => {
    const { record, ...value } = entry;
    if (seen.has(value.id)) {
      record.refuse(
        { ko: `id '${value.id}'이(가) 두 번 나옵니다.`, en: `the id '${value.id}' occurs twice.` },
        { ko: '줄마다 다른 id 를 쓰세요.', en: 'Give each line an id of its own.' },
      );
    }
    seen.add(value.id);
    return value as unknown as Value;
  });
}

function judgementsOf(
  lines: readonly Line[],
  documents: readonly SetDocument[] | undefined,
  queries: readonly SetQuery[],
): Pick<EvaluationSet, 'judgements' | 'ignoredJudgements'> {
  const documentIds = documents && new Set(documents.map(({ id }) => id));
  const queryIds = new Set(queries.map(({ id }) => id));
  const judgements = new Map<string, Map<string, number>>();
  let ignoredJudgements = 0;
  for (const [index, line] of lines.entries()) {
    const [query = '', document = '', grade = '', ...more] = fieldsOf(line);
    const value = Number(grade);
    if (grade === '' || more.length > 0 || !Number.isFinite(value)) {
      if (index === 0 && more.length === 0 && !/^-?\d/.test(grade)) continue;
      throw new EvaluationSetError(
        line,
        {
          ko: '질의, 문서, 등급(수)의 세 칸이 아닙니다.',
          en: 'it has not the three columns query, document and grade, a number.',
        },
        { ko: '칸을 탭으로 나누어 쓰세요.', en: 'Part the columns by tabs.' },
      );
    }
    if (!queryIds.has(query) || documentIds?.has(document) === false) ignoredJudgements += 1;
    else judgements.set(query, (judgements.get(query) ?? new Map<string, number>()).set(document, value));
  }
  return { judgements, ignoredJudgements };
}

const glossaryHeader = /^ko\ten$/i;

function glossaryOf(lines: readonly Line[]): { ko: string; en: string }[] {
  const terms = lines[0] && glossaryHeader.test(lines[0].text.trim()) ? lines.slice(1) : lines;
  return terms.map((line) => {
    const [ko, en, ...more] = fieldsOf(line);
    if (ko && en && more.every((each) => each === '')) return { ko, en };
    throw new EvaluationSetError(
      line,
      { ko: '한국어와 영어의 두 칸이 아닙니다.', en: 'it has not the two columns Korean and English.' },
      { ko: '칸을 탭으로 나누어 쓰세요.', en: 'Part the columns by a tab.' },
    );
  });
}

function fieldsOf(line: Line): string[] {
  return line.text.split('\t').map((field) => field.trim());
}

function empty(file: string): EvaluationSetError {
  return new EvaluationSetError(
    { file },
    { ko: '비어 있습니다.', en: 'it is empty.' },
    { ko: '한 줄에 JSON 객체 하나를 쓰세요.', en: 'Write one JSON object a line.' },
  );
}
