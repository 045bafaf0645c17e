import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { getOrAdd, once, onceForEach } from '../../cards/once.ts'

it('works out once, also where the answer is nothing', () => {
  const work = jest.fn(() => undefined)
  const known = once(work)
  expect([known(), known()]).toEqual([undefined, undefined])
  expect(work).toHaveBeenCalledTimes(1)
})

describe('onceForEach', () => {
  const lengthOf = jest.fn((words: string) => words.length)
  const known = onceForEach(lengthOf)
  beforeEach(() => lengthOf.mockClear())

  it('answers as the function does, and asks it once for each', () => {
    for (const words of ['a', 'bb', '', 'a', 'bb', '']) expect(known(words)).toBe(words.length)
    expect(lengthOf.mock.calls).toEqual([['a'], ['bb'], ['']])
  })

  it('keeps no long words', () => {
    const long = 'x'.repeat(201)
    expect([known(long), known(long)]).toEqual([201, 201])
    expect(lengthOf).toHaveBeenCalledTimes(2)
  })

  it('keeps only so many: a client that sends ever new ones fills nothing', () => {
    for (let n = 0; n < 501; n += 1) known(`name ${n}`)
    lengthOf.mockClear()
    known('name 500')
    expect(lengthOf).not.toHaveBeenCalled()
    known('name 0')
    expect(lengthOf).toHaveBeenCalledTimes(1)
  })

  it('keeps no text that a name was cut out of', () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const cutOut = (): void => {
      let text = ''
      for (let n = 0; n < 20_000; n += 1) text += `http://www.nlm.nih.gov/research/umls/rxnorm|${n}${'-'.repeat(500)}`
      for (let times = 0; times < 2; times += 1) known(text.slice(0, 43))
    }
    collect()
    const before = process.memoryUsage().heapUsed
    cutOut()
    collect()
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(5_000_000)
  })

  it('keeps nothing that it has no answer to', () => {
    const nothing = jest.fn(() => undefined)
    const none = onceForEach(nothing)
    expect([none('https://user:secret@host'), none('https://user:secret@host')]).toEqual([undefined, undefined])
    expect(nothing).toHaveBeenCalledTimes(2)
  })

  it('keeps nothing of an answer that failed', () => {
    const fails = onceForEach((words) => {
      throw new Error(words)
    })
    expect(() => fails('a')).toThrow('a')
    expect(() => fails('a')).toThrow('a')
  })
})

it('makes what a map does not hold, and keeps it', () => {
  const map = new Map<string, number[]>()
  getOrAdd(map, 'a', () => []).push(1)
  getOrAdd(map, 'a', () => []).push(2)
  expect([...map]).toEqual([['a', [1, 2]]])
})
