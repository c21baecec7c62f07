import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { regionMask } from '../../sample/truth/regionMask.ts'
import { decodeFrames } from '../../src/main/decode/decodeFrames.ts'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { CORRIDOR_MARGIN } from '../../src/main/lanes/corridor.ts'
import { createLaneWatcher, type LaneWatcher } from '../../src/main/analysis/laneWatcher.ts'
import type { LaneEvidence } from '../../src/main/lanes/detect.ts'
import { smoothLanes } from '../../src/main/lanes/smoothLanes.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import type { LaneRegion } from '../../src/shared/lanes.ts'
import { realData } from './realData.ts'

const skipped = realData === null ? ' (skipped: there are no real recordings here)' : ''

async function lanesOf(path: string): Promise<{ regions: (LaneRegion | null)[]; evidence: LaneEvidence[] }> {
  const recording = await openRecording(join(realData ?? '', path), { probe: probeVideo })
  const { source, width, height, rate } = recording
  const viewWidth = Math.min(320, width)
  const plan = { source, width, height, from: 0, input: null, pictureWidth: null, viewWidth }
  const viewHeight = (bytes: Uint8Array): number => bytes.length / 3 / viewWidth
  const evidence: LaneEvidence[] = []
  let watcher: LaneWatcher | null = null
  for await (const { view } of decodeFrames(plan, new AbortController().signal)) {
    if (!view) throw new Error('the decoder left out the view')
    watcher ??= createLaneWatcher({ width: viewWidth, height: viewHeight(view) })
    evidence.push(...(await watcher.see([view])))
  }
  watcher?.dispose()
  return { regions: smoothLanes(evidence, rate), evidence }
}

describe.skipIf(realData === null)(`lanes of real drives${skipped}`, () => {
  it('are found on a highway where a person sees them', async () => {
    const { regions } = await lanesOf('videos/solidWhiteRight.mp4')
    expect(regions.filter((region) => region!.confidence >= 0.5).length / regions.length).toBeGreaterThan(0.95)
    // Read off the pictures (960x540) by eye: row, x of the left and of the right line. They must agree within a sixtieth
    // of the picture.
    const seen: [number, [number, number, number][]][] = [
      [0, [[530, 175, 847], [440, 297, 705], [360, 404, 577]]], // prettier-ignore
      [110, [[530, 152, 816], [440, 289, 690], [360, 403, 570]]], // prettier-ignore
      [210, [[530, 198, 872], [440, 310, 718], [360, 410, 585]]] // prettier-ignore
    ]
    const size = { width: 960, height: 540 }
    for (const [frame, rows] of seen) {
      const { coverage } = regionMask(regions[frame]!.polygon, { crop: null }, size, size)
      for (const [row, left, right] of rows) {
        const inside = coverage.subarray(row * 960, (row + 1) * 960)
        const margin = CORRIDOR_MARGIN * (right - left)
        expect(Math.abs(inside.findIndex((part) => part > 0.5) - (left - margin))).toBeLessThan(16)
        expect(Math.abs(inside.findLastIndex((part) => part > 0.5) - (right + margin))).toBeLessThan(16)
      }
    }
  })

  it('are known in part of a simulated mountain road, and unknown where the car leaves the road', async () => {
    const { regions } = await lanesOf('videos/Danziger-both-data-mountain-track-10-crash.mp4')
    const confidence = (from: number, to: number): number =>
      regions.slice(from, to).reduce((sum, region) => sum + region!.confidence, 0) / (to - from)
    expect(confidence(0, 30)).toBeGreaterThan(0.5)
    expect(confidence(200, 250)).toBeLessThan(0.3)
  })
})
