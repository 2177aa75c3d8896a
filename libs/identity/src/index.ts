export { AuthenticationService, type Caller } from './credentials/authentication.service.js';
export { currentContext } from './credentials/current-context.js';
export { mintKey, parseKey, sha256 } from './credentials/api-key.js';
export { KeysService, platformContext, type KeyRequest } from './credentials/keys.service.js';
export { PeopleService, type Group, type Person, type PersonRequest } from './people/people.service.js';
export { SessionsService } from './sessions/sessions.service.js';
export { TenantsService } from './tenants.service.js';
export { IdentityModule } from './identity.module.js';
