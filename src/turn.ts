/** Answers go out after so many at the latest. */
const mostAtOnce = 16

/**
 * Makes one that does what comes in during a turn of the event loop at the turn's end, in the order it came: the same code
 * runs for call after call, and what they answer in promises goes out one right after the other, which wakes the one who
 * waits for several of them once. Nothing waits for a later turn, so no more can come to wait than comes in during one.
 */
export function makeTurns(most = mostAtOnce): (work: () => void) => void {
  let group: (() => void)[] | undefined

  return (work) => {
    if (group !== undefined && group.length < most) {
      group.push(work)
      return
    }
    const own = [work]
    group = own
    setImmediate(() => {
      if (group === own) group = undefined
      for (const one of own) one()
    })
  }
}
