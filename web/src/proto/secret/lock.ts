/** Lets one thing be done at a time, in the order in which it was asked for. */
export class Lock {
  private last: Promise<unknown> = Promise.resolve()

  run<T>(fn: () => Promise<T>): Promise<T> {
    const turn = this.last.then(fn, fn)
    this.last = turn.catch(() => {})
    return turn
  }
}
