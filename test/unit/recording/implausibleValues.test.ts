import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openRecording } from '../../../src/main/recording/open.ts'
import type { NameNumber, Warning } from '../../../src/shared/recording.ts'
import { motionOf } from '../../../src/shared/drivenPath.ts'
import { jpegFrames } from '../../../testing/mcapFiles.ts'
import { range, temporaryFolder } from '../../../testing/recordings.ts'

const folders: ReturnType<typeof temporaryFolder>[] = []
afterAll(() => folders.forEach((folder) => folder[Symbol.dispose]()))
const [jpeg = new Uint8Array()] = jpegFrames(1)
const COUNT = 60
/** A road that bends to both sides, -1 to 1. */
const bend = (i: number): number => Math.sin(i / 6) * Math.cos(i / 17)

async function warningsOf(
  label: (i: number) => number,
  names: NameNumber[] = ['frame', 'steering']
): Promise<Warning[]> {
  const folder = temporaryFolder()
  folders.push(folder)
  for (const i of range(0, COUNT)) writeFileSync(join(folder.path, `${1000 + i}_${label(i)}.jpg`), jpeg)
  const { warnings } = await openRecording(folder.path, { probe: () => Promise.reject(new Error('no video')), names })
  return warnings.filter(({ code }) => /off-centre|beyond-lock|speed-unit/.test(code))
}

describe('numbers that are hardly what they are taken for', () => {
  it.each([
    ['a servo, 0 to 180', (i: number) => Math.round(90 + 40 * bend(i)), 'steering-off-centre'],
    ['a servo with a few odd numbers', (i: number) => Math.round(90 + 110 * bend(i)), 'steering-off-centre'],
    ['a pulse in microseconds', (i: number) => Math.round(1500 + 300 * bend(i)), 'steering-off-centre'],
    ['a lever, 0 to 1', (i: number) => 0.5 + 0.4 * bend(i), 'steering-off-centre'],
    ['per mille', (i: number) => Math.round(340 * bend(i)), 'steering-beyond-lock'],
    ['degrees at the wheels', (i: number) => 25 * bend(i), null],
    ['-1 to 1', (i: number) => bend(i), null],
    ['a circle to the left', (i: number) => 0.3 + 0.05 * bend(i), null]
  ])('%s', async (_, label, code) => {
    const found = await warningsOf(label)
    expect(found.map((warning) => warning.code)).toEqual(code ? [code] : [])
    if (code) expect(found[0]?.message).toContain('bring a table of signals')
  })

  it('says of a speed that nobody has said its unit, and drives no path by it', async () => {
    const [found] = await warningsOf((i) => 10 + bend(i), ['frame', 'speed'])
    expect(found?.code).toBe('speed-unit-unknown')
    expect(found?.message).toContain('speed_kmh')
    const speed = { name: 'speed', role: 'speed', unit: '', sourcePositive: null, values: [10, 10] } as const
    expect(motionOf({ times: [0, 1], signals: [{ ...speed, values: [...speed.values] }] }).speed).toBeNull()
  })
})
