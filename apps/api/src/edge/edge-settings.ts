import { z } from 'zod';

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );
const atMost = (count: number) => z.coerce.number().int().min(1).default(count);

/**
 * What the doors let through. Counts are kept in each api process, so n processes let n times as much through. The
 * defaults are for people at work, an internal system's burst and a test suite on the same machine; they stop a loop
 * that has gone wild, not a busy day.
 */
export const edgeSettings = {
  /** Names in the Host header that are answered; `*` for any. Default: loopback names when HOST is loopback, else any. */
  ONGGI_ALLOWED_HOSTS: list,
  /** Addresses or networks of proxies whose X-Forwarded-* headers are believed. Default: nobody's. */
  ONGGI_TRUSTED_PROXIES: list,
  /** Requests a minute from one address that bring no valid credential. */
  ONGGI_RATE_ADDRESS: atMost(30_000),
  /** Operations a minute of all callers of one tenant. */
  ONGGI_RATE_TENANT: atMost(60_000),
  /** Operations a minute of one person or key. */
  ONGGI_RATE_PRINCIPAL: atMost(18_000),
  /** Questions a minute of one person or key. */
  ONGGI_RATE_ANSWERS: atMost(600),
  /** Answers of one person or key that may be waiting or written at once. */
  ONGGI_RUNNING_ANSWERS: atMost(32),
  /** Event streams and subscriptions that one person or key may have open at once. */
  ONGGI_STREAMS_PRINCIPAL: atMost(16),
  /** The same of all callers of one tenant. */
  ONGGI_STREAMS_TENANT: atMost(500),
  /** Whether the GraphQL schema may be asked for. Default: not in production. */
  ONGGI_GRAPHQL_INTROSPECTION: z.enum(['on', 'off']).optional(),
  NODE_ENV: z.string().optional(),
};

/** The settings of the doors, and the address that is listened on. */
export type EdgeConfiguration = z.infer<z.ZodObject<typeof edgeSettings>> & {
  HOST: string;
  /** Where readers reach Onggi; its name is answered, and over https they are told to stay there. */
  ONGGI_PUBLIC_URL?: string;
};
