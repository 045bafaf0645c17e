/** Answers go out after so many at the latest. */
const mostAtOnce = 16
/** Characters that may wait: thousands of connections can send all they have during one turn. */
const mostCharacters = 4 * 1024 * 1024

/**
 * Makes one that does what comes in during a turn of the event loop at the turn's end, in the order it came: the same code
 * runs for call after call, and what they answer in promises goes out one right after the other, which wakes the one who
 * waits for several of them once. Nothing waits for a later turn, and what would be too much to keep is done at once.
 */
export function makeTurns(most = mostAtOnce, mostWaiting = mostCharacters): (length: number, work: () => void) => void {
  let group: (() => void)[] | undefined
  let waiting = 0

  return (length, work) => {
    if (waiting + length > mostWaiting) {
      work()
      return
    }
    waiting += length
    const later = (): void => {
      waiting -= length
      work()
    }
    if (group !== undefined && group.length < most) {
      group.push(later)
      return
    }
    const own = [later]
    group = own
    setImmediate(() => {
      if (group === own) group = undefined
      for (const one of own) one()
    })
  }
}
