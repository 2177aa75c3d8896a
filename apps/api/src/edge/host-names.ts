/** Whether a Host header names this server. Ports count for nothing: a browser sends the one it connected to. */
export function hostCheck(allowed: readonly string[], listensOn: string): (host: string | undefined) => boolean {
  const loopbackOnly = isLoopback(listensOn);
  if (allowed.includes('*') || (allowed.length === 0 && !loopbackOnly)) return () => true;
  const names = new Set(allowed.map((name) => name.toLowerCase()));
  return (host) => {
    const name = nameOf(host);
    return names.has(name) || (loopbackOnly && isLoopback(name));
  };
}

/** The name of a Host header without its port, lower-case; of an IPv6 address without brackets. */
export function nameOf(host: string | undefined): string {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(host ?? '') ?? [];
  return (bracketed ?? plain ?? '').toLowerCase().replace(/\.$/, '');
}

export function isLoopback(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}
