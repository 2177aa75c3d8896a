import { Injectable } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { contextSetting, type TenantContext } from '../context/tenant-context.js';
import { PrismaClient, type Prisma } from '../generated/client.js';
import { translateDatabaseError } from './database-errors.js';

export type PrismaTransaction = Prisma.TransactionClient;

/**
 * The same door as TenantDb for administration, where typed access to rows is worth more than speed (a read costs four
 * times that of pg). A unit of work uses one of the two, never both.
 */
@Injectable()
export class TenantPrisma {
  private readonly client: PrismaClient;

  constructor(pool: pg.Pool) {
    this.client = new PrismaClient({ adapter: new PrismaPg(pool) });
  }

  /** One transaction under one tenant context. @throws DatabaseUnavailableError when the server cannot be reached */
  async run<Result>(
    context: TenantContext,
    work: (transaction: PrismaTransaction) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await this.client.$transaction(async (transaction) => {
        await transaction.$executeRaw`SELECT set_config('onggi.context', ${contextSetting(context)}, true)`;
        return work(transaction);
      });
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }
}
