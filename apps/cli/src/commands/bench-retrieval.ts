import path from 'node:path';
import type { Command } from 'commander';
import { readEvaluationSet, type SchemeComparison } from '@onggi/evaluation';
import { compareRetrieval } from '../bench/retrieval.js';
import { printComparison } from '../bench/print-comparison.js';
import { forTerminal, resolveTyped } from '../client/environment.js';
import { printJson } from '../output/output.js';

/** `bench retrieval DIR… [--ablations] [--json]` */
export function addBenchRetrieval(bench: Command): void {
  bench
    .command('retrieval')
    .description('recall beside other products’ schemes on the same passages; leaves nothing behind')
    .argument('<dirs...>', 'folders of evaluation sets')
    .option('--ablations', 'also Onggi’s own ranking with one part changed each')
    .option('--json', 'print JSON')
    .action(async (folders: string[], options: { ablations?: boolean; json?: boolean }) => {
      const compared: Record<string, SchemeComparison> = {};
      for (const folder of folders.map(resolveTyped)) {
        const set = await forTerminal(() => readEvaluationSet(folder));
        const comparison = await compareRetrieval(folder, set, { ablations: options.ablations === true });
        const name = path.basename(folder);
        compared[name] = comparison;
        if (!options.json) printComparison(name, comparison);
      }
      if (options.json) printJson(compared);
    });
}
