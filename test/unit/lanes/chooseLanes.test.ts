import { describe, expect, it } from 'vitest'
import { chooseLanes, laneTraits } from '../../../src/main/lanes/chooseLanes.ts'
import type { FoundLane } from '../../../src/main/lanes/betweenLooks.ts'
import type { CorridorOverTime } from '../../../src/main/lanes/corridorShapes.ts'
import { shapeOf } from '../../../src/main/lanes/corridorShape.ts'

const line = (confidence: number, aside = 0): FoundLane => ({
  shape: { horizon: 0.4, heading: 0, bend: 0 },
  lane: { left: aside - 0.3, right: aside + 0.3, confidence }
})

function corridor(percent: number): CorridorOverTime {
  const rows = Array.from({ length: 28 }, (_, i) => (i + 0.5) / 28)
  const look = {
    first: 20,
    left: rows.map((t) => Math.round(1000 * (0.5 - 0.3 * t))),
    right: rows.map((t) => Math.round(1000 * (0.5 + 0.3 * t))),
    certainty: percent,
    isRight: percent,
    isOff: 0
  }
  return { shape: shapeOf(look), look, steadiness: percent / 100, off: 0 }
}
const blind: CorridorOverTime = {
  shape: null,
  look: { first: 0, left: [], right: [], certainty: 0, isRight: 5, isOff: 50 },
  steadiness: 0,
  off: 0.5
}

describe('of lines and corridor, the one chosen', () => {
  it('is the one that sees something', () => {
    expect(chooseLanes(null, [corridor(95)])[0]!.by).toBe('corridor')
    expect(chooseLanes([line(0.9)], [blind])[0]!.by).toBe('lines')
  })

  it('is known where both are sure and agree, and unknown where neither sees anything', () => {
    expect(chooseLanes([line(0.98)], [corridor(96)])[0]!.confidence).toBeGreaterThan(0.8)
    expect(chooseLanes([line(0.03)], [blind])[0]!.confidence).toBeLessThan(0.2)
  })

  it.each([0.3, 0.7])('is what the lines say where the network was not asked: %d', (confidence) => {
    expect(chooseLanes([line(confidence)], [null])[0]).toEqual({
      by: 'lines',
      confidence: expect.closeTo(confidence, 5)
    })
  })

  it('does not change for a single look', () => {
    const lines = Array.from({ length: 9 }, () => line(0.2, 0.5))
    const corridors = Array.from({ length: 9 }, (_, i) => corridor(i === 4 ? 80 : 95))
    expect(new Set(chooseLanes(lines, corridors).map(({ by }) => by))).toEqual(new Set(['corridor']))
  })
})

describe('what tells how right they are', () => {
  it('knows lines that make a narrow lane, as along a shadow, where the drive has a wide one', () => {
    const narrow: FoundLane = { ...line(0.9), lane: { left: -0.3, right: 0.05, confidence: 0.9 } }
    const corridors = Array.from({ length: 20 }, () => corridor(95))
    const traits = laneTraits(
      corridors.map((_, i) => (i === 10 ? narrow : line(0.9))),
      corridors
    )
    const [usual, shaded] = [0, 10].map((look) => traits[look]!.at(-1))
    expect(usual).toBe(0)
    // 0.35 for 0.6, less what widths vary by.
    expect(shaded).toBeCloseTo(Math.log(0.6 / 0.35) - 0.05, 1)
  })
})
