import { expect, it } from 'vitest'
import { inNaturalOrder } from '../../../src/main/recording/naturalOrder.ts'
import { seeded } from '../../fixtures/seeded.ts'

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
