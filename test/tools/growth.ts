/** The least time of several runs, in milliseconds: what else the machine does only adds to it. */
function leastTime(run: () => void): number {
  let least = Infinity
  for (let n = 0; n < 7; n++) {
    const before = performance.now()
    run()
    least = Math.min(least, performance.now() - before)
  }
  return least
}

/**
 * The power of its size with which work grows: about 1 where it is linear, about 2 where it is quadratic. Of up to
 * eight tries the first that is below 1.5 counts: a machine that is busy only makes it look worse.
 */
export function growthOf(work: (size: number) => () => void, small: number, large: number): number {
  const [few, many] = [work(small), work(large)]
  let growth = Infinity
  for (let n = 0; n < 8 && growth >= 1.5; n++) {
    growth = Math.min(growth, Math.log(leastTime(many) / Math.max(leastTime(few), 0.001)) / Math.log(large / small))
  }
  return growth
}
