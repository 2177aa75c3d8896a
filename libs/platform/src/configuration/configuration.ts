import { z } from 'zod';
import { OnggiError } from '../errors/onggi-error.js';
import { urlSecretFault } from './url-secrets.js';

/** The environment does not fit what this process needs: it refuses to start and says which variable to change. */
export class ConfigurationError extends OnggiError {
  constructor(problems: readonly string[]) {
    super({
      code: 'CONFIGURATION_INVALID',
      httpStatus: 500,
      message: {
        ko: `설정이 올바르지 않습니다: ${problems.join('; ')}`,
        en: `The configuration is not valid: ${problems.join('; ')}`,
      },
      remedy: {
        ko: '적힌 환경 변수를 고치고 다시 시작하세요.',
        en: 'Correct the environment variables named and start again.',
      },
    });
  }
}

/**
 * Reads one process's configuration: the schema's keys from the environment, and nothing else. A secret inside an address has
 * to be as good as any other.
 * @param known every ONGGI_ variable that any process knows: another one is a spelling mistake and refuses to start.
 */
export function readConfiguration<Shape extends z.ZodObject>(
  schema: Shape,
  known: readonly string[],
  environment: Record<string, string | undefined> = process.env,
): z.infer<Shape> {
  const given = Object.fromEntries(
    Object.keys(schema.shape)
      .filter((key) => environment[key] !== undefined && environment[key] !== '')
      .map((key) => [key, environment[key]]),
  );
  const unknown = Object.keys(environment).filter((key) => key.startsWith('ONGGI_') && !known.includes(key));
  const result = schema.safeParse(given);
  const guessable = Object.entries(given).flatMap(([key, value]) => {
    const fault = urlSecretFault(value ?? '');
    return fault === undefined ? [] : [`${key} ${fault}`];
  });
  const problems = [
    ...guessable,
    ...unknown.map((key) => `${key} is not a setting of Onggi`),
    ...(result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)),
  ];
  if (problems.length > 0 || !result.success) throw new ConfigurationError(problems);
  return result.data;
}

/** sysexits.h EX_CONFIG: starting again without a change is no use. */
const configurationExitCode = 78;

/** With what a process ends that could not start. */
export function exitCodeFor(error: unknown): number {
  return error instanceof ConfigurationError ? configurationExitCode : 1;
}
