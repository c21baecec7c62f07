import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pngPixels } from '../../src/main/lanes/labels/pngPixels.ts'
import { readLabels } from '../../src/main/lanes/labels/readLabels.ts'
import { CORRIDOR_MARGIN } from '../../src/shared/lanes.ts'
import { realData } from './realData.ts'

const skipped = realData === null ? ' (skipped: there are no real labels here)' : ''

describe.skipIf(realData === null)(`real lane labels${skipped}`, () => {
  const folder = join(realData ?? '', 'lanes-bdd100k/tests/eval/testcases/lane/gts')

  it('finds the lane between the marks of BDD100K: its sides lie on paint', async () => {
    const { format, labels } = await readLabels(folder, { picture: { width: 1280, height: 720 } })
    expect(format).toBe('bdd100k-lane')
    expect(labels).toHaveLength(readdirSync(folder).length)
    const found = labels.filter(({ lane }) => lane !== null)
    expect(found.length).toBeGreaterThanOrEqual(3)
    for (const { name, lane } of found) {
      const { data, width, height } = pngPixels(readFileSync(join(folder, name.split('/').at(-1)!)), name)
      // Each side without the margin that labelled lines are widened by; the upper end is the farthest labelled row.
      const { polygon } = lane!
      const half = polygon.length / 2
      let onPaint = 0
      for (let i = 0; i < 8; i++) {
        const [left, y] = polygon[i]!
        const [right] = polygon[2 * half - 1 - i]!
        const inset = ((right - left) * CORRIDOR_MARGIN) / (1 + 2 * CORRIDOR_MARGIN)
        for (const x of [left + inset, right - inset]) {
          const near = Array.from({ length: 25 }, (_, k) => Math.round(x * width) + k - 12)
          const row = Math.min(height - 1, Math.round(y * height))
          if (near.some((column) => column >= 0 && column < width && data[row * width + column]! < 255)) onPaint++
        }
      }
      expect(onPaint).toBeGreaterThanOrEqual(8)
    }
  })
})
