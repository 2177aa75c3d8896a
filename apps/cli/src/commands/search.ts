import type { Command } from 'commander';
import { ApiClient } from '../client/api-client.js';
import { addFilterOptions, filtersOf, type FilterOptions } from './filter-options.js';
import { commaList, printJson, printLine } from '../output/output.js';

interface SearchOptions extends FilterOptions {
  tenant: string;
  groups?: string;
  corpora?: string;
  first?: string;
  rerank?: boolean;
  json?: boolean;
}

interface Passage {
  title: string;
  path: string;
  page: number | null;
  heading: string;
  text: string;
  score: number;
}

/** `search "Q" --tenant T [--groups a,b] [--first N] [--rerank] [--json]` */
export function addSearchCommand(program: Command): void {
  const command = program
    .command('search')
    .argument('<query>')
    .requiredOption('--tenant <id>')
    .option('--groups <keys>', 'comma list')
    .option('--corpora <keys>', 'comma list')
    .option('--first <n>', 'passages at most')
    .option('--rerank', 'read the best passages once more together with the query')
    .option('--json', 'print JSON');
  addFilterOptions(command).action(async (query: string, options: SearchOptions) => {
    const client = await ApiClient.forTenant(options.tenant, 'member', commaList(options.groups));
    const found = await client.post<{ passages: Passage[] }>('/api/v1/search', {
      query,
      ...(options.first === undefined ? {} : { first: Number(options.first) }),
      ...(options.corpora === undefined ? {} : { corpora: commaList(options.corpora) }),
      ...(options.rerank ? { rerank: true } : {}),
      ...filtersOf(options),
    });
    if (options.json) printJson(found);
    else for (const passage of found.passages) printPassage(passage);
  });
}

export function printPassage(passage: Passage): void {
  printLine(
    `${passage.title} · ${passage.path}${passage.page === null ? '' : ` · p. ${passage.page}`}  [${passage.score.toFixed(2)}]`,
  );
  if (passage.heading) printLine(`  ${passage.heading}`);
  printLine(`  ${passage.text.replace(/\s+/g, ' ').slice(0, 200)}`);
}
