import { expect, it } from 'vitest'
import { allSeen } from '../../../src/shared/seenPixels.ts'
import { seenBounds, unseenAreas } from '../../../src/shared/unseenAreas.ts'
import { seeded } from '../../../testing/seeded.ts'

/** One line a row: '#' is seen. */
function seenIn(...rows: string[]) {
  const data = Uint8Array.from(rows.join(''), (pixel) => Number(pixel === '#'))
  return { width: rows[0]!.length, height: rows.length, data }
}

it.each([
  ['all seen', seenIn('##', '##'), [], { x: 0, y: 0, width: 2, height: 2 }],
  [
    'a crop: what is above and below',
    seenIn('...', '...', '###', '...'),
    [
      { x: 0, y: 0, width: 3, height: 2 },
      { x: 0, y: 3, width: 3, height: 1 }
    ],
    { x: 0, y: 2, width: 3, height: 1 }
  ],
  [
    'a border below and to the right',
    seenIn('##.', '##.', '...'),
    [
      { x: 2, y: 0, width: 1, height: 2 },
      { x: 0, y: 2, width: 3, height: 1 }
    ],
    { x: 0, y: 0, width: 2, height: 2 }
  ],
  ['nothing seen', seenIn('..', '..'), [{ x: 0, y: 0, width: 2, height: 2 }], null]
])('%s', (_, seen, areas, bounds) => {
  expect(unseenAreas(seen)).toEqual(areas)
  expect(seenBounds(seen)).toEqual(bounds)
})

it('covers every pixel that is not seen once, and no other', () => {
  const random = seeded(2)
  for (let trial = 0; trial < 50; trial++) {
    const seen = { width: 9, height: 7, data: new Uint8Array(63).map(() => Number(random() < trial / 50)) }
    const covered = allSeen(seen).data
    for (const { x, y, width, height } of unseenAreas(seen))
      for (let row = y; row < y + height; row++)
        for (let column = x; column < x + width; column++) covered[row * 9 + column]!--
    expect([...covered]).toEqual([...seen.data])
  }
})
