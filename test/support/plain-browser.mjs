/** As much of a browser as signing in needs: cookies by origin, and one request at a time. */
export class PlainBrowser {
  /** @type {Map<string, Map<string, string>>} */
  cookies = new Map();

  /**
   * One request; redirects are not followed.
   * @param {string} url
   * @param {RequestInit} [init]
   */
  async request(url, init = {}) {
    const { origin } = new URL(url);
    const jar = this.cookies.get(origin) ?? new Map();
    this.cookies.set(origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', ...init.headers, ...(cookie && { cookie }) };
    const response = await fetch(url, { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/;\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(line) || value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  /**
   * Follows redirects until one leads to an address that begins so.
   * @returns {Promise<string>} that address, not asked for yet
   */
  async followTo(url, beginning) {
    let here = url;
    for (let hops = 0; hops < 10; hops++) {
      if (here.startsWith(beginning)) return here;
      const response = await this.request(here);
      const location = response.headers.get('location');
      if (location === null) throw new Error(`${here} answered ${response.status}: ${await response.text()}`);
      here = new URL(location, here).href;
    }
    throw new Error(`too many redirects from ${url}`);
  }
}
