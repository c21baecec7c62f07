import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { fingerprint, spread } from '../../../src/main/recording/place/fingerprint.ts'
import { temporaryFolder } from '../../../testing/recordings.ts'
import { seeded } from '../../../testing/seeded.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())

/** Files of so many seeded bytes each, in a folder of their own. */
function files(place: string, names: readonly string[], length: number): string[] {
  mkdirSync(join(folder.path, place))
  return names.map((name, number) => {
    const next = seeded(number)
    const file = join(folder.path, place, name)
    writeFileSync(
      file,
      Uint8Array.from({ length }, () => Math.floor(256 * next()))
    )
    return file
  })
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => `${i}.jpg`)

describe('a fingerprint', () => {
  it('follows content and not place', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => join(folder.path, name)) as [string, string, string]
    const bytes = Buffer.alloc(3_000_000, 'drive')
    writeFileSync(a, bytes)
    writeFileSync(b, bytes)
    bytes[bytes.length - 1] = 0
    writeFileSync(c, bytes)
    const [one, same, other, kind] = await Promise.all([
      fingerprint('video', [a]),
      fingerprint('video', [b]),
      fingerprint('video', [c]),
      fingerprint('image-folder', [a])
    ])
    expect(one).toMatch(/^[0-9a-f]{64}$/)
    expect(same).toBe(one)
    expect(new Set([one, other, kind]).size).toBe(3)
  })

  // Caches and what people reviewed hang on these; they may never change.
  it.each([
    ['one small file', 'video' as const, ['drive.mp4'], 5_000, '', '4d3363ab5d38dc4b'],
    ['one file of several samples', 'video' as const, ['drive.mp4'], 3_000_000, '', 'a84469dc81f7fec3'],
    ['a part of a file', 'mcap' as const, ['drive.mcap'], 200_000, '/camera', '677ca884703c800b'],
    ['a few small pictures', 'image-folder' as const, numbered(12), 3_000, '', '225e7556e9241de1'],
    ['pictures of exactly one sample', 'donkey-tub-v2' as const, numbered(3), 64 * 1024, '', '5db043636214a20a'],
    ['more small pictures than are looked at', 'udacity-simulator' as const, numbered(1500), 40, '', 'ebb6db5576c40fd6']
  ])('of %s is what it was', async (what, kind, names, length, part, known) => {
    expect((await fingerprint(kind, files(what, names, length), part)).slice(0, 16)).toBe(known)
  })

  it('looks at the beginning of each picture, however large', async () => {
    const large = files('large', numbered(3), 200_000)
    const before = await fingerprint('image-folder', large)
    const bytes = Buffer.alloc(200_000)
    writeFileSync(large[1]!, bytes)
    expect(before).toMatch(/^[0-9a-f]{64}$/)
    expect(await fingerprint('image-folder', large)).not.toBe(before)
  })
})

describe('a spread', () => {
  it.each([
    [0, 3, []],
    [2, 3, [0, 1]],
    [11, 3, [0, 5, 10]],
    [7, 1, [0]]
  ])('over %i of %i', (count, most, places) => expect(spread(count, most)).toEqual(places))

  const counts = fc.oneof(fc.nat(70), fc.nat(1_000_000))
  const law = (count: number, most: number): void => {
    const places = spread(count, most)
    expect(places).toHaveLength(Math.min(count, most))
    places.forEach((place, i) => {
      expect(Number.isInteger(place)).toBe(true)
      expect(place).toBeGreaterThan(places[i - 1] ?? -1)
      expect(place).toBeLessThan(count)
    })
    if (count > 0 && most > 0) expect(places[0]).toBe(0)
    if (count > 0 && most > 1) expect(places.at(-1)).toBe(count - 1)
    // Evenly: no two steps differ by more than one.
    const steps = places.slice(1).map((place, i) => place - places[i]!)
    if (steps.length > 0) expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1)
  }
  it('is whole numbers in range, rising, evenly apart, from first to last', () =>
    fc.assert(fc.property(counts, fc.nat(600), law)))
  it.each([
    [2, 1],
    [1, 1],
    [200_000, 1],
    [5, 0],
    [0, 1]
  ])('keeps that law over %i for %i', law)
})
