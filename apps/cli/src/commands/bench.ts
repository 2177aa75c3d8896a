import type { Command } from 'commander';
import { printJson, printLine } from '../output/output.js';
import { benchmarks } from '../bench/benchmarks.js';
import { CommandError } from '../client/environment.js';
import { addBenchRetrieval } from './bench-retrieval.js';
import { addBenchScale } from './bench-scale.js';

/** `bench [NAME] [--json]`: each figure is a ratio to a named peer or limit measured in the same run. */
export function addBenchCommand(program: Command): void {
  const bench = program
    .command('bench')
    .argument('[name]', [...benchmarks.keys()].join(', '))
    .option('--json', 'print JSON')
    .action(async (name: string | undefined, options: { json?: boolean }) => {
      if (name !== undefined && !benchmarks.has(name)) {
        throw new CommandError(
          `There is no benchmark '${name}'.`,
          `Choose one of: ${[...benchmarks.keys()].join(', ')}.`,
          'UNKNOWN_BENCHMARK',
        );
      }
      const results: Record<string, unknown> = {};
      for (const [key, measure] of benchmarks) {
        if (name !== undefined && name !== key) continue;
        results[key] = await measure();
        if (!options.json) printLine(`${key}: ${JSON.stringify(results[key])}`);
      }
      if (options.json) printJson(results);
    });
  addBenchRetrieval(bench);
  addBenchScale(bench);
}
