import type { Command } from 'commander';
import { readEvaluationSet } from '@onggi/evaluation';
import { CommandError, forTerminal, resolveTyped } from '../client/environment.js';
import { inPlace } from '../evaluation/in-place.js';
import { interruptible } from '../evaluation/interruptible.js';
import { comparedWith, measure, writeRun } from '../evaluation/measured-run.js';
import { printReport } from '../evaluation/print-report.js';
import { measureTenantSet, printComparison, runCancelled } from '../evaluation/tenant-set-run.js';
import { commaList, endProgress, printJson, printLine, say } from '../output/output.js';

interface EvalOptions {
  tenant?: string;
  retrievalOnly?: boolean;
  rerank?: boolean;
  embeddingSet?: string;
  out?: string;
  baseline?: string;
  set?: string;
  version?: string;
  groups?: string;
  expert?: string;
  compare?: string;
  json?: boolean;
}

/**
 * `eval DIR [--tenant T] [--retrieval-only] [--rerank] [--embedding-set ID] [--out FILE] [--baseline FILE] [--json]`,
 * `eval --set KEY --tenant T [--version N] [--groups a,b] [--expert E] [--retrieval-only] [--compare RUN] [--json]`
 */
export function addEvalCommand(program: Command): void {
  program
    .command('eval')
    .description("measures search and answers on an evaluation set, a folder's or a tenant's own")
    .argument(
      '[dir]',
      'folder with corpus.jsonl, queries.jsonl, qrels.tsv and maybe glossary.tsv; nothing of it is left',
    )
    .option('--tenant <id>', 'measure in a corpus of this tenant instead of a tenant of its own')
    .option('--retrieval-only', 'ask for no answers')
    .option('--rerank', 'rerank every search, whatever the installation does by itself')
    .option(
      '--embedding-set <id>',
      'search in this set of the tenant, such as one that is being built; with --retrieval-only',
    )
    .option('--out <file>', 'keep the scores of each query')
    .option('--baseline <file>', 'compare with scores that were kept')
    .option('--set <key>', "the tenant's own set, instead of a folder")
    .option('--version <n>', 'its version; default: what is approved now')
    .option('--groups <keys>', 'comma list; without it what "everyone" may read is searched')
    .option('--expert <key>', 'ask this expert')
    .option('--compare <run>', 'compare with another run of the set')
    .option('--json', 'print JSON')
    .action(async (folder: string | undefined, options: EvalOptions) => {
      if (folder !== undefined && options.set === undefined) await evaluateFolder(folder, options);
      else if (folder === undefined && options.set !== undefined && options.tenant !== undefined) {
        await evaluateTenantSet(options.set, options.tenant, options);
      } else throw ambiguous();
    });
}

async function evaluateFolder(folder: string, options: EvalOptions): Promise<void> {
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
}

async function evaluateTenantSet(set: string, tenant: string, options: EvalOptions): Promise<void> {
  const { run, report, differences, comparison } = await interruptible(runCancelled(), (signal) =>
    measureTenantSet(
      {
        tenant,
        set,
        groups: commaList(options.groups),
        retrievalOnly: options.retrievalOnly === true,
        ...(options.version === undefined ? {} : { version: Number(options.version) }),
        ...(options.expert === undefined ? {} : { expert: options.expert }),
        ...(options.compare === undefined ? {} : { compare: options.compare }),
      },
      signal,
    ),
  );
  endProgress();
  if (options.json) return printJson({ ...report, run, ...(comparison && { differences, comparison }) });
  printLine(`${run.set} v${run.version} · ${run.id}`);
  printReport({ report, ...(differences && { differences }) });
  if (comparison) printComparison(comparison);
}

function ambiguous(): CommandError {
  return new CommandError(
    say({ ko: '무엇을 잴지 알 수 없습니다.', en: 'It is not clear what to measure.' }),
    say({
      ko: '평가 세트의 폴더를 주거나, --set 과 --tenant 로 테넌트의 세트를 고르세요.',
      en: "Name the folder of an evaluation set, or choose a tenant's own set by --set and --tenant.",
    }),
    'EVALUATION_SET_MISSING',
  );
}
