import type { Command } from 'commander';
import { readEvaluationSet } from '@onggi/evaluation';
import { forTerminal, resolveTyped } from '../client/environment.js';
import { inPlace } from '../evaluation/in-place.js';
import { comparedWith, measure, writeRun } from '../evaluation/measured-run.js';
import { printReport } from '../evaluation/print-report.js';
import { printJson } from '../output/output.js';

interface EvalOptions {
  tenant?: string;
  retrievalOnly?: boolean;
  rerank?: boolean;
  embeddingSet?: string;
  out?: string;
  baseline?: string;
  json?: boolean;
}

/** `eval DIR [--tenant T] [--retrieval-only] [--rerank] [--embedding-set ID] [--out FILE] [--baseline FILE] [--json]` */
export function addEvalCommand(program: Command): void {
  program
    .command('eval')
    .description('measures search and answers on an evaluation set; leaves nothing behind')
    .argument('<dir>', 'folder with corpus.jsonl, queries.jsonl, qrels.tsv and maybe glossary.tsv')
    .option('--tenant <id>', 'measure in a corpus of this tenant instead of a tenant of its own')
    .option('--retrieval-only', 'ask for no answers')
    .option('--rerank', 'rerank every search, whatever the installation does by itself')
    .option(
      '--embedding-set <id>',
      'search in this set of the tenant, such as one that is being built; with --retrieval-only',
    )
    .option('--out <file>', 'keep the scores of each query')
    .option('--baseline <file>', 'compare with scores that were kept')
    .option('--json', 'print JSON')
    .action(async (folder: string, options: EvalOptions) => {
      const set = await forTerminal(() => readEvaluationSet(resolveTyped(folder)));
      let run = await inPlace(options.tenant, (place, signal) =>
        measure(place, set, {
          retrievalOnly: options.retrievalOnly === true,
          rerank: options.rerank === true,
          ...(options.embeddingSet === undefined ? {} : { embeddingSet: Number(options.embeddingSet) }),
          signal,
        }),
      );
      if (options.out !== undefined) await writeRun(resolveTyped(options.out), run);
      if (options.baseline !== undefined) run = await comparedWith(resolveTyped(options.baseline), run);
      if (options.json) printJson({ ...run.report, ...(run.differences && { differences: run.differences }) });
      else printReport(run);
    });
}
