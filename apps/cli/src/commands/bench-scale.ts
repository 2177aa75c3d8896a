import type { Command } from 'commander';
import { embeddedDatabaseUrl } from '../bench/embedded-database-url.js';
import { runModule } from '../bench/run-module.js';
import { CommandError } from '../client/environment.js';
import { printJson } from '../output/output.js';

/** `bench scale [--chunks 10k,100k]`: minutes a size, so it is asked for by name. */
export function addBenchScale(bench: Command): void {
  bench
    .command('scale')
    .description('search over many passages of many tenants, index builds, recall of both legs; prints JSON')
    .option('--chunks <sizes>', 'passages of the largest tenant: 10k,100k,1M', '10k,100k')
    .option('--json', 'print JSON (as always)')
    .action(async ({ chunks }: { chunks: string }) => {
      const sizes = chunks.split(',').map(sizeOf);
      printJson(
        await runModule('libs/retrieval/dist/bench/scale/scale-bench.js', {
          DATABASE_URL: await embeddedDatabaseUrl(),
          BENCH_CHUNKS: sizes.join(','),
        }),
      );
    });
}

/** @throws CommandError */
function sizeOf(text: string): number {
  const [, number = '', unit = ''] = /^(\d+)([kM]?)$/.exec(text.trim()) ?? [];
  const size = Number(number) * { '': 1, k: 1_000, M: 1_000_000 }[unit as '' | 'k' | 'M'];
  if (size >= 1_000) return size;
  throw new CommandError(`'${text}' is no size.`, 'Give sizes from 1k on, such as 10k,100k,1M.', 'INVALID_SIZE');
}
