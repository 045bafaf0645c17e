function timeOf(run: () => void): number {
  const before = performance.now()
  run()
  return performance.now() - before
}

/**
 * The power of its size with which work grows: about 1 where it is linear, about 2 where it is quadratic. The least time
 * of all runs of a size counts: what else a busy machine does only adds to it. There are seven, and up to a hundred until
 * the growth is below 1.5.
 */
export function growthOf(work: (size: number) => () => void, small: number, large: number): number {
  const [few, many] = [work(small), work(large)]
  let [least, most] = [Infinity, Infinity]
  let growth = Infinity
  for (let n = 0; n < 7 || (n < 100 && growth >= 1.5); n++) {
    least = Math.min(least, timeOf(few))
    most = Math.min(most, timeOf(many))
    growth = Math.log(most / Math.max(least, 0.001)) / Math.log(large / small)
  }
  return growth
}
