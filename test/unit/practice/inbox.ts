/** What has arrived, and who waits for it: a test takes things by what they are, with a deadline. */
export class Inbox<T> {
  #waiting: { readonly wants: (item: T) => boolean; readonly give: (item: T) => void }[] = [];
  readonly arrived: T[] = [];

  add(item: T): void {
    const taker = this.#waiting.find(({ wants }) => wants(item));
    if (!taker) {
      this.arrived.push(item);
      return;
    }
    this.#waiting = this.#waiting.filter((each) => each !== taker);
    taker.give(item);
  }

  /** The first that fits, now or within `deadlineMs`; what does not fit stays. */
  take(what: string, wants: (item: T) => boolean, deadlineMs = 3000): Promise<T> {
    const index = this.arrived.findIndex(wants);
    const [item] = index < 0 ? [] : this.arrived.splice(index, 1);
    if (item !== undefined) return Promise.resolve(item);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(
          new Error(
            `no ${what} in ${deadlineMs} ms; there are ${JSON.stringify(this.arrived).slice(0, 500)}`,
          ),
        );
      }, deadlineMs);
      const give = (given: T): void => {
        clearTimeout(timer);
        resolve(given);
      };
      this.#waiting.push({ wants, give });
    });
  }
}
