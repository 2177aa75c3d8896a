import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { ApiClient } from '../client/api-client.js';
import { CommandError, resolveTyped } from '../client/environment.js';
import { printJson, printLine, say } from '../output/output.js';

interface Provider {
  issuer: string;
  clientId: string;
  hasClientSecret: boolean;
  status: string;
  addresses: Record<string, string>;
}

interface Options {
  tenant: string;
  clientSecretFile?: string;
  json?: boolean;
}

const path = '/api/v1/identity-provider';

/** `identity-provider set FILE`, `show`, `remove`: where the people of a tenant sign in. */
export function addIdentityProviderCommand(program: Command): void {
  const provider = program
    .command('identity-provider')
    .description('where the people of a tenant sign in (OpenID Connect)');
  provider
    .command('set')
    .argument('<file>', 'JSON: issuer, clientId and what docs/identity.md names')
    .requiredOption('--tenant <id>')
    .option('--client-secret-file <file>', 'the client secret; without it the one that is kept stays')
    .option('--json', 'print JSON')
    .action(async (file: string, options: Options) => {
      const settings = await readSettings(file);
      const secret = options.clientSecretFile && (await readText(options.clientSecretFile)).trim();
      const admin = await ApiClient.forTenant(options.tenant, 'admin', []);
      const set = await admin.put<Provider>(path, { ...settings, ...(secret && { clientSecret: secret }) });
      print(set, options);
    });
  provider
    .command('show')
    .requiredOption('--tenant <id>')
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const admin = await ApiClient.forTenant(options.tenant, 'admin', []);
      print(await admin.get<Provider>(path), options);
    });
  provider
    .command('remove')
    .description('nobody signs in through it any more; whoever did is signed out')
    .requiredOption('--tenant <id>')
    .action(async (options: Options) => {
      const admin = await ApiClient.forTenant(options.tenant, 'admin', []);
      await admin.delete(path);
    });
}

function print(provider: Provider, { json }: Options): void {
  if (json) return printJson(provider);
  const secret = provider.hasClientSecret
    ? say({ ko: '비밀 값 있음', en: 'with a secret' })
    : say({ ko: '비밀 값 없음', en: 'no secret' });
  printLine(`${provider.issuer}\t${provider.clientId}\t${provider.status}\t${secret}`);
  for (const [name, address] of Object.entries(provider.addresses)) printLine(`${name}\t${address}`);
}

async function readSettings(file: string): Promise<object> {
  try {
    return JSON.parse(await readText(file)) as object;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new CommandError(
      say({ ko: `'${file}'은(는) JSON이 아닙니다: ${error.message}`, en: `'${file}' is not JSON: ${error.message}` }),
      say({ ko: 'docs/identity.md 의 예를 보고 고치세요.', en: 'Mend it by the example in docs/identity.md.' }),
      'INVALID_INPUT',
    );
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(resolveTyped(file), 'utf8');
  } catch (error) {
    throw new CommandError(
      say({ ko: `파일을 읽지 못했습니다: ${file}`, en: `The file could not be read: ${file}` }),
      (error as Error).message,
      'FILE_UNREADABLE',
    );
  }
}
