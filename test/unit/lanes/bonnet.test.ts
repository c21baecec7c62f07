import { expect, it } from 'vitest'
import { withoutBonnet } from '../../../src/main/lanes/bonnet.ts'
import type { LaneRegion } from '../../../src/shared/lanes.ts'

const lane: LaneRegion = {
  polygon: [
    [0.5, 0.5],
    [1, 1],
    [0, 1]
  ],
  confidence: 0.7,
  source: 'detected'
}

it('cuts a region at the upper edge of the bonnet', () => {
  expect(withoutBonnet(lane, 0.2)).toEqual({
    ...lane,
    polygon: [
      [0.5, 0.5],
      [expect.closeTo(0.8, 9), 0.8],
      [expect.closeTo(0.2, 9), 0.8]
    ]
  })
})

it('leaves what lies above it, and nothing of what lies beneath', () => {
  expect(withoutBonnet(lane, 0)).toBe(lane)
  expect(withoutBonnet(lane, 0.6)).toBeNull()
  expect(withoutBonnet(null, 0.2)).toBeNull()
})
