/** The result of some work, or `late` where it takes more than `ms` milliseconds. The work itself goes on. */
export async function within<T, Late>(ms: number, work: Promise<T>, late: Late): Promise<T | Late> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<Late>((settle) => {
    timer = setTimeout(settle, ms, late)
  })
  return Promise.race([work, limit]).finally(() => clearTimeout(timer))
}
