import { passagesJudged } from '../report/score-queries.js';
import type { ComparedWorld, Scheme } from './compared-world.js';

/** One session of the database, for what lasts as long as it. */
export interface DatabaseSession {
  query<Row extends object>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

/**
 * PostgreSQL's full text search with its english configuration over the same passages, in a temporary table of the
 * session: what products use that search where their rows are. websearch_to_tsquery wants every word; the second and
 * third want any of them, which is kinder to questions in whole sentences.
 */
export async function postgresFullText(session: DatabaseSession, { chunks }: ComparedWorld): Promise<Scheme[]> {
  await session.query('CREATE TEMP TABLE compared_passage (place int PRIMARY KEY, words tsvector NOT NULL)');
  await session.query(
    `INSERT INTO compared_passage
     SELECT t.place - 1, to_tsvector('english', t.text) FROM unnest($1::text[]) WITH ORDINALITY AS t (text, place)`,
    [chunks.map(({ searchText }) => searchText)],
  );
  const every = `websearch_to_tsquery('english', $1)`;
  const any = `CAST(replace(plainto_tsquery('english', $1)::text, ' & ', ' | ') AS tsquery)`;
  const scheme = (name: string, rank: string, query: string): Scheme => ({
    name,
    async rank({ text }) {
      const { rows } = await session.query<{ place: number }>(
        `SELECT p.place FROM compared_passage p, ${query} AS q
         WHERE p.words @@ q ORDER BY ${rank}(p.words, q) DESC, p.place LIMIT ${passagesJudged}`,
        [text],
      );
      return rows.map(({ place }) => place);
    },
  });
  return [
    scheme('PostgreSQL english, ts_rank_cd, every word', 'ts_rank_cd', every),
    scheme('PostgreSQL english, ts_rank_cd, any word', 'ts_rank_cd', any),
    scheme('PostgreSQL english, ts_rank, any word', 'ts_rank', any),
  ];
}
