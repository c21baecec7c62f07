import { expect, it } from 'vitest'
import { inNaturalOrder } from '../../../src/main/recording/naturalOrder.ts'

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
  [[], []]
])('%j', (names, ordered) => expect(inNaturalOrder(names)).toEqual(ordered))
