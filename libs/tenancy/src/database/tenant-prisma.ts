import { Injectable } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import type { ContextKeys } from '../context/context-keys.js';
import {
  enterContext,
  transactionMark,
  transactionMarkQuery,
  type TransactionMarkRow,
} from '../context/signed-context.js';
import type { TenantContext } from '../context/tenant-context.js';
import { Prisma, PrismaClient } from '../generated/client.js';
import { translateDatabaseError } from './database-errors.js';

export type PrismaTransaction = Prisma.TransactionClient;

/**
 * The same door as TenantDb for administration, where typed access to rows is worth more than speed (a read costs four
 * times that of pg). A unit of work uses one of the two, never both.
 */
@Injectable()
export class TenantPrisma {
  private readonly client: PrismaClient;

  constructor(
    pool: pg.Pool,
    private readonly keys: ContextKeys,
  ) {
    this.client = new PrismaClient({ adapter: new PrismaPg(pool) });
  }

  /** One transaction under one tenant context. @throws as TenantDb.run does */
  async run<Result>(
    context: TenantContext,
    work: (transaction: PrismaTransaction) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await this.client.$transaction(async (transaction) => {
        const [mark] = await transaction.$queryRaw<TransactionMarkRow[]>(Prisma.raw(transactionMarkQuery));
        await enterContext(context, this.keys, transactionMark(mark), async (value) => {
          const [set] = await transaction.$queryRaw<{ believed: boolean }[]>`
            SELECT CASE WHEN set_config('onggi.context', ${value}, true) IS NOT NULL
              THEN tenancy.context() IS NOT NULL END AS believed`;
          return set?.believed === true;
        });
        return work(transaction);
      });
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }
}
