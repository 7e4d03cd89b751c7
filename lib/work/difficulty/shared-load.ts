/** The load of several processes together, for the one that decides. */
export class SharedLoad {
  readonly #loads = new Map<number, number>();
  #total = 0;

  /** The sum of what the processes reported last. A certificate with sessions in several processes counts once in each. */
  get total(): number {
    return this.#total;
  }

  /** @param load the sessions in WORK of the process, as its `Difficulty` sends them */
  report(process: number, load: number): void {
    this.#total += load - (this.#loads.get(process) ?? 0);
    this.#loads.set(process, load);
  }

  /** Forgets a process that has ended. */
  forget(process: number): void {
    this.report(process, 0);
    this.#loads.delete(process);
  }
}
