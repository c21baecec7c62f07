import fc from 'fast-check'
import { expect, it } from 'vitest'
import { arrange } from '../../../../src/renderer/compare/arrangement.ts'

const picture = { width: 200, height: 100 }

it.each([
  [
    'three in a row where it is wide',
    3,
    { width: 920, height: 200 },
    { columns: 3, rows: 1, width: 300, hasRoom: false }
  ],
  [
    'two by two where it is as high',
    3,
    { width: 610, height: 350 },
    { columns: 2, rows: 2, width: 300, hasRoom: true }
  ],
  ['one over the other where it is narrow', 2, { width: 300, height: 400 }, { columns: 1, rows: 2, width: 300 }]
])('puts %s', (_, count, room, expected) => {
  expect(arrange(count, room, picture, 10, 20)).toMatchObject(expected)
})

it('never takes more than the room', () => {
  const length = fc.integer({ min: 0, max: 3000 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), length, length, (count, width, height) => {
      const way = arrange(count, { width, height }, picture, 10, 20)
      expect(way.columns * way.rows).toBeGreaterThanOrEqual(count)
      if (way.width === 0) return
      expect(way.columns * way.width + (way.columns - 1) * 10).toBeLessThanOrEqual(width)
      expect(way.rows * (way.width / 2 + 20) + (way.rows - 1) * 10).toBeLessThanOrEqual(height)
    })
  )
})
