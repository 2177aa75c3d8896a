import { useQuery } from '@tanstack/react-query';
import { signInProvidersQuery, waysInQuery } from '../../api/queries.js';
import { useMe } from '../../app/me.js';
import { nameIn } from '../../words/format.js';
import { useLanguage } from '../../words/language.js';

interface Companies {
  /** The other ones, by name. */
  others: { id: string; name: string }[];
  nameOf(id: string): string;
}

/** The companies of this installation, as the sign-in page lists them. */
export function useCompanies(): Companies {
  const { language } = useLanguage();
  const me = useMe();
  const local = useQuery(waysInQuery).data?.tenants ?? [];
  const federated = useQuery(signInProvidersQuery).data ?? [];
  const names = new Map([
    ...federated.map(({ tenant, tenantName }) => [tenant, nameIn(tenantName, language)] as const),
    ...local.map(({ id, name }) => [id, nameIn(name, language)] as const),
    [me.tenant.id, nameIn(me.tenant.name, language)] as const,
  ]);
  const others = [...names].map(([id, name]) => ({ id, name })).filter(({ id }) => id !== me.tenant.id);
  return {
    others: others.sort((left, right) => left.name.localeCompare(right.name, language)),
    nameOf: (id) => names.get(id) ?? id,
  };
}
