import net from 'node:net';

/** A way to a database that can be cut like a network cable: what goes through it dies, as if its process were killed. */
export class SeverableDatabase {
  private readonly sockets = new Set<net.Socket>();
  private server: net.Server | undefined;
  private port = 0;
  /** How often somebody tried to connect while it was cut. */
  attemptsWhileCut = 0;

  private constructor(private readonly target: URL) {}

  static async before(url: string): Promise<SeverableDatabase> {
    const way = new SeverableDatabase(new URL(url));
    await way.listen(false);
    return way;
  }

  /** The same address through this way. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }

  /** Ends every connection and refuses new ones. */
  async cut(): Promise<void> {
    await this.end();
    await this.listen(true);
  }

  async mend(): Promise<void> {
    await this.end();
    await this.listen(false);
  }

  async end(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  private async listen(cut: boolean): Promise<void> {
    const server = net.createServer((client) => {
      if (cut) {
        this.attemptsWhileCut += 1;
        client.on('error', () => undefined).destroy();
      } else {
        this.pipe(client);
      }
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as net.AddressInfo).port;
  }

  private pipe(client: net.Socket): void {
    const folder = decodeURIComponent(this.target.hostname);
    const upstream = folder.startsWith('/')
      ? net.connect(`${folder}/.s.PGSQL.${this.target.port}`)
      : net.connect(Number(this.target.port), this.target.hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
    }
  }
}
