import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inNaturalOrder } from '../../../src/main/recording/pictures/naturalOrder.ts'
import { seeded } from '../../../testing/seeded.ts'

it.each([
  [
    ['a10.jpg', 'a9.jpg', 'a2.jpg'],
    ['a2.jpg', 'a9.jpg', 'a10.jpg']
  ],
  [
    ['0010.png', '9.png', '002.png', '000.png', '02.png'],
    ['000.png', '002.png', '02.png', '9.png', '0010.png']
  ],
  [
    ['1479424215877284380.png', '1479424215877284379.png', '99.png'],
    ['99.png', '1479424215877284379.png', '1479424215877284380.png']
  ],
  [
    ['b2 c10.jpg', 'b2 c9.jpg', 'a11 c1.jpg'],
    ['a11 c1.jpg', 'b2 c9.jpg', 'b2 c10.jpg']
  ],
  [
    ['x.jpg', '3.jpg', 'x 2.jpg'],
    ['3.jpg', 'x 2.jpg', 'x.jpg']
  ],
  // Seconds with leading zeros, of a few records far apart.
  [
    ['t0900000.jpg', 't0000005.jpg', 't0010000.jpg'],
    ['t0000005.jpg', 't0010000.jpg', 't0900000.jpg']
  ],
  [
    ['run 1 frame 10.jpg', 'run 1 frame 9.jpg', 'run 1 frame 1.jpg'],
    ['run 1 frame 1.jpg', 'run 1 frame 9.jpg', 'run 1 frame 10.jpg']
  ],
  [[], []]
])('%j', (names, ordered) => expect(inNaturalOrder(names)).toEqual(ordered))

it('puts tens of thousands of pictures in order, one missing here and there', () => {
  const next = seeded(3)
  const numbers = Array.from({ length: 20_000 }, (_, i) => i).filter(() => next() > 0.1)
  const shuffled = numbers.map((number) => ({ number, at: next() })).sort((a, b) => a.at - b.at)
  expect(inNaturalOrder(shuffled.map(({ number }) => `${number}_cam.jpg`))).toEqual(numbers.map((n) => `${n}_cam.jpg`))
})

describe('names of any kind', () => {
  /** As a person puts two names in order: text against text, numbers by their size, a step at a time. */
  function byHand(a: string, b: string): number {
    const parts = (name: string): string[] => name.match(/[0-9]+|[^0-9]+/g) ?? []
    const [left, right] = [parts(a), parts(b)]
    for (let i = 0; i < Math.max(left.length, right.length); i++) {
      const [x = '', y = ''] = [left[i], right[i]]
      const bothNumbers = /^[0-9]/.test(x) && /^[0-9]/.test(y)
      const order = bothNumbers ? Number(BigInt(x) - BigInt(y)) : x < y ? -1 : x > y ? 1 : 0
      if (order !== 0) return order
    }
    return a < b ? -1 : a > b ? 1 : 0
  }

  // Lower-case letters and single marks, on whose order all languages agree.
  const word = fc.stringMatching(/^[a-z]{0,3}$/)
  const digits = fc.stringMatching(/^[0-9]{1,20}$/)
  const varied = fc.array(fc.oneof(word, digits), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''))
  const numbered = fc
    .tuple(word, word, fc.array(digits, { minLength: 1 }))
    .map(([start, end, numbers]) => numbers.map((number) => `${start}${number}${end}`))
  const unique = (names: string[]): string[] => [...new Set(names)]

  it('are the same names, in the order of a person, however they come', () =>
    fc.assert(
      fc.property(fc.oneof(fc.array(varied), numbered).map(unique), fc.infiniteStream(fc.nat()), (names, keys) => {
        const ordered = inNaturalOrder(names)
        expect([...ordered].sort()).toEqual([...names].sort())
        const mixed = names.map((name) => ({ name, key: keys.next().value as number })).sort((a, b) => a.key - b.key)
        expect(inNaturalOrder(mixed.map(({ name }) => name))).toEqual(ordered)
        expect(ordered).toEqual([...names].sort(byHand))
      }),
      { numRuns: 500 }
    ))
})
