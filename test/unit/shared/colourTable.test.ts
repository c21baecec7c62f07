import { describe, expect, it } from 'vitest'
import { colourOf, colourTableIds, colourTables, cssGradient } from '../../../src/shared/colourTable.ts'

/** CIE L* (ISO/CIE 11664-4) of an 8-bit sRGB colour: another measure of lightness than the one the tables are made with. */
function cieLightness([r, g, b]: readonly number[]): number {
  const linear = (v: number) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4)
  const y = 0.2126 * linear(r!) + 0.7152 * linear(g!) + 0.0722 * linear(b!)
  return y > (6 / 29) ** 3 ? 116 * Math.cbrt(y) - 16 : y * (29 / 3) ** 3
}

describe.each(colourTableIds)('%s', (id) => {
  const lightness = Array.from({ length: 17 }, (_, i) => cieLightness(colourOf(id, i / 16)))
  const steps = lightness.slice(1).map((value, i) => value - lightness[i]!)

  it('rises evenly in lightness, from dark to bright', () => {
    const mean = (lightness.at(-1)! - lightness[0]!) / 16
    for (const step of steps) {
      expect(step).toBeGreaterThan(mean * 0.5)
      expect(step).toBeLessThan(mean * 1.6)
    }
    expect(lightness[0]).toBeLessThan(12)
    expect(lightness.at(-1)).toBeGreaterThan(85)
  })

  it('has no jump between neighbours', () => {
    for (let i = 1; i < 256; i++)
      for (let channel = 0; channel < 3; channel++)
        expect(
          Math.abs(colourTables[id][i * 4 + channel]! - colourTables[id][i * 4 - 4 + channel]!)
        ).toBeLessThanOrEqual(7)
  })

  it('is opaque, and has 256 entries', () => {
    expect(colourTables[id].length).toBe(1024)
    expect(colourTables[id].every((value, i) => i % 4 < 3 || value === 255)).toBe(true)
  })
})

it('clamps values outside 0..1', () => {
  expect(colourOf('heat', -1)).toEqual(colourOf('heat', 0))
  expect(colourOf('heat', 2)).toEqual(colourOf('heat', 1))
})

it('has no hue in grey', () => {
  for (const value of [0, 0.3, 0.7, 1]) expect(new Set(colourOf('grey', value)).size).toBe(1)
})

it('writes a gradient that runs from its first to its last colour', () => {
  expect(cssGradient('grey')).toMatch(/^linear-gradient\(to right, rgb\((\d+) \1 \1\), .*rgb\(255 255 255\)\)$/)
})
