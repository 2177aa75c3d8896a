/**
 * The events of a subscription whose reader may leave at any moment, even before the first. A generator's own `return` waits
 * for what it waits for, which may be long in coming; here the signal aborts first.
 * @param open gets a signal that aborts when the reader leaves
 * @param ended called when the events have ended, whoever ended them; more than once
 */
export function leavable<Event>(
  open: (left: AbortSignal) => AsyncGenerator<Event>,
  ended: () => void,
): AsyncIterableIterator<Event> {
  const left = new AbortController();
  const events = open(left.signal);
  const leave = () => {
    left.abort();
    ended();
  };
  return {
    async next() {
      try {
        const result = await events.next();
        if (result.done) ended();
        return result;
      } catch (error) {
        ended();
        throw error;
      }
    },
    return() {
      leave();
      return events.return(undefined);
    },
    throw(error) {
      leave();
      return events.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
