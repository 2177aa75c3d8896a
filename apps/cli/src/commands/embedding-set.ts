import type { Command } from 'commander';
import { ApiClient } from '../client/api-client.js';
import { CommandError, resolveTyped } from '../client/environment.js';
import { readEvidence } from '../evaluation/evidence.js';
import { printJson, printLine, say } from '../output/output.js';

interface EmbeddingSet {
  id: number;
  profile: string | null;
  model: string;
  variant: string;
  state: string;
  wholeAt: string | null;
  done: number;
  total: number;
  /** In the list alone. */
  withTokens?: number;
  problem: { message: string; remedy: string } | null;
}

interface Options {
  tenant: string;
  profile?: string;
  evidence?: string[];
  runs?: string[];
  force?: boolean;
  json?: boolean;
}

const path = '/api/v1/embedding-sets';

/** `embedding-set list|build|switch|rollback|remove --tenant T [--profile NAME]` */
export function addEmbeddingSetCommand(program: Command): void {
  const group = program.command('embedding-set').description('embedding models of a tenant: build, switch, roll back');
  const command = (name: string, description: string): Command =>
    group.command(name).description(description).requiredOption('--tenant <id>').option('--json', 'print JSON');
  command('list', 'sets and their state').action((options: Options) => list(options));
  command('build', 'builds a set beside the one that is searched, or takes its build up again')
    .requiredOption('--profile <name>', 'embedding profile')
    .action(async (options: Options) =>
      print(options, await (await admin(options)).post<EmbeddingSet>(path, { profile: options.profile })),
    );
  command('switch', 'searches in this set from now on')
    .requiredOption('--profile <name>', 'embedding profile of the set')
    .option(
      '--evidence <file...>',
      'two files of eval --out, before and after: refuses unless it is shown to be no worse',
    )
    .option('--runs <id...>', 'two evaluation runs, in the active set and in this one, instead of files')
    .option('--force', 'switch without evidence')
    .action((options: Options) => switchSet(options));
  command('rollback', 'searches in the set before again').action(async (options: Options) =>
    print(options, await (await admin(options)).post<EmbeddingSet>(`${path}/rollback`, {})),
  );
  command('remove', 'removes a set that is not searched, for good')
    .requiredOption('--profile <name>', 'embedding profile of the set')
    .option('--force', 'although questions may be under way in it')
    .action((options: Options) => remove(options));
}

function admin({ tenant }: Options): Promise<ApiClient> {
  return ApiClient.forTenant(tenant, 'admin', []);
}

async function list(options: Options): Promise<void> {
  const found = await (
    await admin(options)
  ).get<{ embeddingSets: EmbeddingSet[]; profiles: string[]; passagesToAnalyze: number }>(path);
  if (options.json) return printJson(found);
  for (const set of found.embeddingSets) print(options, set);
  printLine(`${say({ ko: '프로필', en: 'profiles' })}: ${found.profiles.join(', ')}`);
  const waiting = say({
    ko: '형태소 분석을 기다리는 문서의 단락',
    en: 'passages in documents that wait for morphemes',
  });
  printLine(`${waiting}: ${found.passagesToAnalyze}`);
}

async function switchSet(options: Options): Promise<void> {
  const proof = await proofOf(options);
  const client = await admin(options);
  const { id } = await setNamed(client, options);
  print(options, await client.post<EmbeddingSet>(`${path}/${id}/switch`, proof));
}

/** What the server is told: stored runs it judges itself, files are judged here. */
async function proofOf({ evidence = [], runs = [], force }: Options): Promise<object> {
  if (force) return { force: true, reason: 'onggi embedding-set switch --force' };
  const [before, after] = runs.length > 0 ? runs : evidence;
  if (before === undefined || after === undefined || runs.length + evidence.length > 2) throw noEvidence();
  if (runs.length > 0) return { evidence: { before, after } };
  const shown = await readEvidence(resolveTyped(before), resolveTyped(after));
  return {
    force: true,
    reason: `onggi eval: ${Object.entries(shown)
      .map(([metric, { verdict }]) => `${metric} ${verdict}`)
      .join(', ')}`,
  };
}

async function remove(options: Options): Promise<void> {
  const client = await admin(options);
  const { id } = await setNamed(client, options);
  await client.delete(`${path}/${id}${options.force ? '?force=true' : ''}`);
  if (options.json) printJson({ id, state: 'removed' });
  else printLine(`${id}\tremoved`);
}

async function setNamed(client: ApiClient, { profile }: Options): Promise<EmbeddingSet> {
  const { embeddingSets } = await client.get<{ embeddingSets: EmbeddingSet[] }>(path);
  const set = embeddingSets.find((each) => each.profile === profile);
  if (set) return set;
  throw new CommandError(
    say({ ko: `'${profile}' 집합이 없습니다.`, en: `There is no set of the profile '${profile}'.` }),
    say({
      ko: 'onggi embedding-set list 로 있는 집합을 보세요.',
      en: 'See which there are: onggi embedding-set list.',
    }),
    'EMBEDDING_SET_NOT_FOUND',
  );
}

function noEvidence(): CommandError {
  return new CommandError(
    say({
      ko: '바꾸어도 나쁘지 않다는 근거가 없습니다.',
      en: 'There is no evidence that the switch makes nothing worse.',
    }),
    say({
      ko: 'onggi eval 로 두 집합을 재어 --evidence before.json after.json 으로 주거나, 저장된 실행 둘을 --runs 로 주거나, --force 로 바꾸세요.',
      en: 'Measure both sets with onggi eval and give --evidence before.json after.json or two stored runs with --runs, or switch with --force.',
    }),
    'NO_EVIDENCE',
  );
}

function print({ json }: Options, set: EmbeddingSet): void {
  if (json) return printJson(set);
  const progress = set.wholeAt === null ? `${set.done}/${set.total}` : say({ ko: '완성', en: 'whole' });
  const tokens =
    set.withTokens === undefined ? '' : `\t${say({ ko: '토큰 벡터', en: 'token vectors' })} ${set.withTokens}`;
  printLine(`${set.id}\t${set.profile ?? `${set.model}:${set.variant}`}\t${set.state}\t${progress}${tokens}`);
  if (set.problem) printLine(`  ${set.problem.message} ${set.problem.remedy}`);
}
