/** What the installation says about signing in elsewhere. */
export interface FederationSettings {
  /** Where browsers and providers reach Onggi: origin without a path. Redirect addresses are made of it, never of a header. */
  publicUrl: string;
  /** Hosts of identity providers that may have private addresses: a name, or `.corp.example` for all below. */
  internalHosts: readonly string[];
  /** A secret of the installation: client secrets and sign-ins under way are sealed under a key derived from it. */
  secret: string;
}

export const FEDERATION_SETTINGS = Symbol('FederationSettings');
