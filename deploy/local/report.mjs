/** Tells the reader what a start does: one line a step with its time, notes between. */
export class Report {
  constructor({ say, output = process.stdout, now = Date.now }) {
    Object.assign(this, { say, output, now });
  }

  /** Runs one step and says how long it took. The step's own error passes through. */
  async step(name, work) {
    const startedMs = this.now();
    this.line(`• ${name}`);
    const result = await work();
    this.note(`✔ ${this.say.seconds((this.now() - startedMs) / 1000)}`);
    return result;
  }

  /** A long step of another program, which is silent: shows meanwhile that time passes. */
  async slowStep(name, work) {
    const startedMs = this.now();
    const passed = () => this.say.seconds((this.now() - startedMs) / 1000);
    const show = () => this.output.write(this.output.isTTY ? `\r\x1b[K  … ${passed()}` : `  … ${passed()}\n`);
    const heartbeat = setInterval(show, this.output.isTTY ? 500 : 30_000);
    const stop = () => {
      clearInterval(heartbeat);
      if (this.output.isTTY) this.output.write('\r\x1b[K');
    };
    return this.step(name, () => work().finally(stop));
  }

  note(text) {
    this.output.write(`  ${text}\n`);
  }

  line(text = '') {
    this.output.write(`${text}\n`);
  }
}
