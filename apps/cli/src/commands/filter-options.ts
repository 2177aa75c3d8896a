import type { Command } from 'commander';
import { commaList } from '../output/output.js';

/** What narrows a search, as options. */
export interface FilterOptions {
  from?: string;
  to?: string;
  types?: string;
  documents?: string;
}

export function addFilterOptions(command: Command): Command {
  return command
    .option('--from <date>', 'only documents of this day or later, such as 2024-03-01')
    .option('--to <date>', 'only documents of this day or earlier')
    .option('--types <names>', 'comma list: manual, regulation, pdf, … or media types')
    .option('--documents <ids>', 'comma list');
}

/** The part of a request's body; empty where nothing is filtered. */
export function filtersOf({ from, to, types, documents }: FilterOptions): { filters?: object } {
  const filters = {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(types !== undefined && { types: commaList(types) }),
    ...(documents !== undefined && { documents: commaList(documents) }),
  };
  return Object.keys(filters).length > 0 ? { filters } : {};
}
