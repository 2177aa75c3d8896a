import type { Command } from 'commander';
import { readEvaluationSet, type EvaluationSet } from '@onggi/evaluation';
import { CommandError, forTerminal, resolveTyped } from '../client/environment.js';
import { makePlace } from '../evaluation/evaluation-place.js';
import { comparedWith, measure, writeRun, type MeasuredRun } from '../evaluation/measured-run.js';
import { printReport } from '../evaluation/print-report.js';
import { endProgress, printJson, printLongProgress, say } from '../output/output.js';

interface EvalOptions {
  tenant?: string;
  retrievalOnly?: boolean;
  out?: string;
  baseline?: string;
  json?: boolean;
}

/** `eval DIR [--tenant T] [--retrieval-only] [--out FILE] [--baseline FILE] [--json]` */
export function addEvalCommand(program: Command): void {
  program
    .command('eval')
    .description('measures search and answers on an evaluation set; leaves nothing behind')
    .argument('<dir>', 'folder with corpus.jsonl, queries.jsonl, qrels.tsv and maybe glossary.tsv')
    .option('--tenant <id>', 'measure in a corpus of this tenant instead of a tenant of its own')
    .option('--retrieval-only', 'ask for no answers')
    .option('--out <file>', 'keep the scores of each query')
    .option('--baseline <file>', 'compare with scores that were kept')
    .option('--json', 'print JSON')
    .action(async (folder: string, options: EvalOptions) => {
      const set = await forTerminal(() => readEvaluationSet(resolveTyped(folder)));
      let run = await measureAndRemove(set, options);
      if (options.out !== undefined) await writeRun(resolveTyped(options.out), run);
      if (options.baseline !== undefined) run = await comparedWith(resolveTyped(options.baseline), run);
      if (options.json) printJson({ ...run.report, ...(run.differences && { differences: run.differences }) });
      else printReport(run);
    });
}

/** What was made is removed whatever happens; interrupted once it still tidies up, twice it leaves at once. */
async function measureAndRemove(set: EvaluationSet, options: EvalOptions): Promise<MeasuredRun> {
  const interruption = new AbortController();
  const interrupt = (): void => {
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort(interrupted());
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const { signal } = interruption;
  const place = await makePlace(options.tenant, signal);
  try {
    return await measure(place, set, { retrievalOnly: options.retrievalOnly === true, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    printLongProgress(say({ ko: '만든 것을 지우는 중', en: 'removing what was made' }));
    await place.remove();
    endProgress();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

function interrupted(): CommandError {
  return new CommandError(
    say({ ko: '멈추었습니다. 만든 것은 모두 지웠습니다.', en: 'Interrupted. What was made is removed.' }),
    '',
    'INTERRUPTED',
  );
}
