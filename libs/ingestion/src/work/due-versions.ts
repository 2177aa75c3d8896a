import { publishDueVersions } from '@onggi/corpus';
import { enqueue, type TenantContext, type TenantDb } from '@onggi/tenancy';

/** Publishes what has come into force in one tenant since the last look. @returns how many documents changed */
export async function bringIntoForce(database: TenantDb, context: TenantContext): Promise<number> {
  return database.run(context, async (transaction) => {
    const documents = await publishDueVersions(transaction);
    if (documents > 0) {
      await enqueue(transaction, 'refresh-statistics', [{ payload: {}, key: 'statistics' }]);
      await enqueue(transaction, 'purge-versions', [{ payload: {}, key: 'purge' }]);
    }
    return documents;
  });
}
