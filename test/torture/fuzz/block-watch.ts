/**
 * The longest time this process was busy without listening. Counted is what it computed, not what passed: on a
 * machine that does other things too, waiting for the processor says nothing about us.
 */
export class BlockWatch {
  longestMs = 0;
  #timer: NodeJS.Timeout | undefined;

  start(): void {
    let last = { wallMs: performance.now(), cpu: process.cpuUsage() };
    this.#timer = setInterval(() => {
      const now = { wallMs: performance.now(), cpu: process.cpuUsage() };
      const cpuMs = (now.cpu.user - last.cpu.user + now.cpu.system - last.cpu.system) / 1_000;
      this.longestMs = Math.max(this.longestMs, Math.min(now.wallMs - last.wallMs, cpuMs));
      last = now;
    }, 1);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
