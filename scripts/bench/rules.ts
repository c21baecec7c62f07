import { join } from 'node:path'
import { rescore } from '../../src/main/analysis/rescore.ts'
import { detectorVersion } from '../../src/main/lanes/detect.ts'
import { previewRule } from '../../src/main/review/reviewedEvents.ts'
import { createReviews } from '../../src/main/review/reviews.ts'
import type { Cache } from '../../src/main/store/cache.ts'
import { openStore } from '../../src/main/store/store.ts'
import { defaultRule } from '../../src/shared/events.ts'
import type { LaneRegion } from '../../src/shared/lanes.ts'
import { quantise } from '../../src/shared/saliencyMap.ts'
import { allSeen } from '../../src/shared/seenPixels.ts'
import { addRun } from '../../testing/storeRows.ts'
import { seeded } from '../../testing/seeded.ts'
import type { Case } from './rounds.ts'

/** Ten minutes at 30 frames a second. */
const FRAMES = 18_000
const RATE = 30
const map = { width: 200, height: 66 }

/**
 * What a person waits for when they move a threshold, and when they change the lanes, on a drive of ten minutes with
 * maps of DAVE-2's size.
 */
export function ruleCases(folder: string): Case[] {
  const store = openStore(join(folder, 'rules'))
  const { run } = addRun(store.library)
  const cache = store.cache(run.driveId)
  fill(cache, run.id)
  const group = `Rules, ${FRAMES} frames with maps of ${map.height}x${map.width}`
  const reviews = createReviews(store)
  let step = 0
  const preview = (change: object): void => {
    step = (step + 1) % 10
    previewRule(reviews, run, { ...defaultRule, enter: 0.7 + step / 50, ...change })
  }
  return [
    {
      group,
      name: 'lanes changed: maps read and scored anew',
      frames: FRAMES,
      run: () => rescore(cache, store.library, run.id)
    },
    { group, name: 'a threshold moved: flagged anew', frames: FRAMES, run: async () => preview({}) },
    { group, name: 'a margin moved: flagged anew', frames: FRAMES, run: async () => preview({ margin: 0.2 }) }
  ]
}

/** A drive whose attention wanders: between lane and verge, every few seconds. */
function fill(cache: Cache, runId: string): void {
  const random = seeded(5)
  const noise = Float32Array.from({ length: map.width * map.height }, () => random())
  cache.saveRun(runId, { engine: 'ort', engineVersion: '1', warnings: [], failure: null })
  for (let from = 0; from < FRAMES; from += 1000) {
    const frames = Array.from({ length: Math.min(1000, FRAMES - from) }, (_, i) => from + i)
    cache.writeBatch({
      frames: frames.map((frame) => ({ frame, time: frame / RATE, damaged: false, picture: Uint8Array.of(1) })),
      evidence: { version: detectorVersion, rows: frames.map((frame) => ({ frame, evidence: null })) },
      results: { runId, rows: frames.map((frame) => ({ frame, steering: random(), map: wander(noise, frame) })) }
    })
  }
  cache.setSeenPixels(runId, allSeen(map))
  cache.setFrameCount(FRAMES)
  cache.setSignals([
    {
      name: 'angle',
      role: 'steering',
      unit: 'normalised',
      sourcePositive: 'left',
      values: Array.from({ length: FRAMES }, () => random())
    }
  ])
  cache.setDetectedRegions(
    detectorVersion,
    Array.from({ length: FRAMES }, (_, frame) => corridor(frame))
  )
}

function wander(noise: Float32Array, frame: number): ReturnType<typeof quantise> {
  const middle = map.width * (0.5 + 0.4 * Math.sin(frame / 150))
  const values = noise.map((value, i) => value + 4 * Math.exp(-(((i % map.width) - middle) ** 2) / 800))
  return quantise(values, map.width, map.height)
}

/** Thirty vertices, as the detector gives them. */
function corridor(frame: number): LaneRegion {
  const sides = Array.from({ length: 15 }, (_, i) => {
    const t = 0.06 * (1 / 0.06) ** (i / 14)
    const axis = 0.5 + 0.05 * Math.sin(frame / 90) * (1 - t) ** 2
    return { left: [axis - 0.4 * t, 0.45 + 0.55 * t], right: [axis + 0.4 * t, 0.45 + 0.55 * t] } as const
  })
  const polygon = [...sides.map(({ right }) => right), ...sides.map(({ left }) => left).reverse()]
  return { polygon: polygon.map(([x, y]) => [x, y]), confidence: 0.9, source: 'detected' }
}
