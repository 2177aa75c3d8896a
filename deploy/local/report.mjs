/** Tells the reader what a start does: one line a step with its time, notes between. */
export class Report {
  constructor({ say, output = process.stdout, now = Date.now }) {
    Object.assign(this, { say, output, now });
  }

  /** Runs one step and says how long it took. The step's own error passes through. */
  async step(name, work) {
    const startedMs = this.now();
    this.output.write(`• ${name}${this.output.isTTY ? ' …' : '\n'}`);
    if (this.output.isTTY) this.output.write('\n');
    const result = await work();
    this.output.write(`  ✔ ${this.say.seconds((this.now() - startedMs) / 1000)}\n`);
    return result;
  }

  note(text) {
    this.output.write(`  ${text}\n`);
  }

  line(text = '') {
    this.output.write(`${text}\n`);
  }
}
