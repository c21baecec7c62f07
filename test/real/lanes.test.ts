import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { labelOverlap } from '../../scripts/evaluate/labels/labelOverlap.ts'
import { readTruthFile } from '../../scripts/evaluate/labels/truthFile.ts'
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

const clip = 'videos/Danziger-both-data-mountain-track-10-crash.mp4'

/** @param margin by which lanes are widened, in their widths */
async function lanesOf(
  path: string,
  margin = CORRIDOR_MARGIN
): Promise<{ regions: (LaneRegion | null)[]; evidence: LaneEvidence[] }> {
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
  return { regions: smoothLanes(evidence, rate, margin), evidence }
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

  it('are known on a simulated mountain road where people labelled them, the last time a moment before the crash', async () => {
    const { regions } = await lanesOf(clip, 0)
    const labels = (
      await readTruthFile(fileURLToPath(new URL('../../scripts/evaluate/labels/truth.json', import.meta.url)))
    ).filter(({ source, frame }) => source === clip && Number(frame) > 100)
    expect(labels.map(({ frame }) => frame)).toEqual([110, 155])
    for (const label of labels) {
      const region = regions[Number(label.frame)]!
      expect(region.confidence).toBeGreaterThan(0.5)
      expect(labelOverlap(label, region.polygon).iou).toBeGreaterThan(0.85)
    }
  })
})
