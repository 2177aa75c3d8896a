import type { DemoAccount, LocalName } from '../../api/types.js';

/** The demo accounts by affiliate, in the order in which the server names them. */
export function groupAccounts(
  accounts: readonly DemoAccount[],
): { tenant: string; tenantName: LocalName; people: DemoAccount[] }[] {
  const tenants = [...new Set(accounts.map((account) => account.tenant))];
  return tenants.map((tenant) => {
    const people = accounts.filter((account) => account.tenant === tenant);
    return { tenant, tenantName: people[0]?.tenantName ?? tenant, people };
  });
}
