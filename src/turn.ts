/** So many requests at most are handled before their answers go out. */
const mostAtOnce = 16
/** Characters that may wait: thousands of connections can send all they have during one turn. */
const mostCharacters = 4 * 1024 * 1024

/**
 * Makes a function that postpones work to the end of the current turn of the event loop and does it in the order it came: the
 * same code then runs for call after call, and their answers go out right after each other, which wakes a client that waits
 * for several of them once. Nothing waits for a later turn, and what would be too much to hold is done at once.
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
