const longest = 2000;
const somewhere = 'http://onggi.invalid';
/** Not pages: nobody wants to end there, and a sign-in that leads to a sign-in never ends. */
const doors = /^\/(api|v1|graphql|scim|health|assets)(\/|$)/i;

/**
 * The path of one of our own pages, to go to after a sign-in.
 * @returns undefined for everything that a browser might take for another site, now or once it is decoded
 */
export function localPath(given: string): string | undefined {
  if (given.length > longest || !isLocal(given)) return undefined;
  // Decoded until nothing is encoded any more; what follows ? or # leads nowhere.
  let path = given.replace(/[?#].*$/s, '');
  for (let form = decoded(path); form !== path; form = decoded(path)) {
    if (form === undefined || !isLocal(form)) return undefined;
    path = form;
  }
  return given;
}

function isLocal(path: string): boolean {
  if (!/^\/(?!\/)[^\\\p{Cc}\s]*$/u.test(path)) return false;
  const url = new URL(path, somewhere);
  return url.origin === somewhere && !url.pathname.startsWith('//') && !doors.test(url.pathname);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
