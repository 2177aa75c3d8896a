export { AuditService } from './audit/audit.service.js';
export {
  BreakGlassService,
  type BreakGlassGrant,
  type OpenBreakGlassGrant,
} from './break-glass/break-glass.service.js';
export { AuthenticationService, type Caller } from './credentials/authentication.service.js';
export { currentContext } from './credentials/current-context.js';
export { mintKey, parseKey, sha256 } from './credentials/api-key.js';
export { KeyExceedsMakerError, type KeyRights } from './credentials/key-rights.js';
export type { ApiKey } from './credentials/key-rows.js';
export { KeysService, platformContext, type KeyRequest } from './credentials/keys.service.js';
export { RightsEndedError, RightsWatch } from './credentials/rights-watch.js';
export { missingFor, type Subject } from './permission/permits.js';
export { assignableRoles, roleNamed, type AssignableRole } from './permission/assignable-role.js';
export { operations } from './permission/operations.js';
export { scopes, type Operation, type Requirement, type Scope } from './permission/operation.js';
export { PasswordsService, type PasswordSignIn } from './passwords/passwords.service.js';
export {
  PeopleService,
  type Group,
  type ManagedGroup,
  type ManagedPerson,
  type Person,
  type PersonRequest,
} from './people/people.service.js';
export { SharedAccessService, type CorpusOffer, type PostOffer } from './shared-access/shared-access.service.js';
export type { SharedAccess, SharedKind } from './shared-access/shared-access.js';
export { SuspensionService } from './people/suspension.service.js';
export { SessionsService, type Session } from './sessions/sessions.service.js';
export type { StartedSession } from './sessions/session-rows.js';
export { TenantsService } from './tenants.service.js';
export { IdentityModule } from './identity.module.js';
export { BackchannelLogout } from './federation/backchannel-logout.service.js';
export { FederatedSignIn, signInLifeMs } from './federation/federated-sign-in.service.js';
export { SignInExpiredError } from './federation/federation-errors.js';
export { type FederationSettings } from './federation/federation-settings.js';
export { defaultSettings, type IdentityProvider, type ProviderSettings } from './federation/identity-provider.js';
export { IdentityProviders, type ProviderRequest } from './federation/identity-providers.service.js';
export { scimBodies } from './federation/scim/scim-bodies.js';
export { ScimError } from './federation/scim/scim-errors.js';
export { groupSchema, ScimGroups, withoutMembers, type ScimGroup } from './federation/scim/scim-groups.service.js';
export { largestPage, listOf, pageOf, type ScimList } from './federation/scim/scim-list.js';
export { userSchema } from './federation/scim/scim-user.js';
export { ScimUsers, type ScimUser } from './federation/scim/scim-users.service.js';
