import type { ReviewedEvent } from '../../../src/shared/api.ts'
import { defaultRule } from '../../../src/shared/events.ts'
import type { FrameScore } from '../../../src/shared/frameScore.ts'
import { stateRuns } from '../../../src/shared/laneState.ts'
import { curvesOf } from '../../../src/shared/measures.ts'
import type { Zones } from '../../../src/shared/zones.ts'
import { Recipe } from '../../../src/shared/recipe.ts'
import { hasResults } from '../../../src/shared/runState.ts'
import { quantise } from '../../../src/shared/saliencyMap.ts'
import type { ReportModel } from '../../../src/main/report/reportModel.ts'
import { findingsOf } from '../../../src/main/review/findings.ts'
import { modelDto } from '../../../testing/storeRows.ts'

/** The smallest JPEG header that a parser of bytes recognises; nothing here decodes it. */
const jpegBytes = new Uint8Array([0xff, 0xd8, 0xff, 0xd9])

/** A report before its findings are worked out. */
type Sample = Omit<ReportModel, 'findings'> & { zones: (Zones | null)[] }

/**
 * A run of `frames` frames at 10 a second whose attention is in the lanes up to frame 39 and left of them after it.
 * @param changes to it, which the findings are then of too
 */
export function sampleReport(
  frames = 100,
  events: Partial<ReviewedEvent>[] = [{}],
  changes: Partial<Sample> = {}
): ReportModel {
  const changed = { ...sample(frames, events), ...changes }
  const { predicted, recorded, share, lift, laneConfidence, zones, centroid, run } = changed
  const findings = findingsOf({
    swap: null,
    mostlyOff: null,
    trust: null,
    predicted: predicted.values.slice(0, changed.frames),
    recorded: recorded && recorded.values,
    scores: zones.map((at, frame) => ({
      share: share[frame]!,
      lift: lift[frame]!,
      laneConfidence: laneConfidence[frame]!,
      zones: at
    })),
    rule: changed.rule,
    attended: hasResults(run.state) ? centroid.filter((middle) => middle !== null).length : null,
    events: changed.events,
    times: changed.times
  })
  return { ...changed, findings }
}

function sample(frames: number, events: Partial<ReviewedEvent>[]): Sample {
  const list = <T>(at: (frame: number) => T): T[] => Array.from({ length: frames }, (_, frame) => at(frame))
  const recipe = Recipe.parse({
    version: 1,
    crop: { of: { width: 320, height: 160 }, top: 60, right: 0, bottom: 25, left: 0 },
    resize: { width: 4, height: 2, filter: 'area' },
    colour: 'yuv',
    scale: { multiply: 1 / 127.5, add: -1 }
  })
  const beside = { right: 0.125, above: 0.125, below: 0.125 }
  const inside: FrameScore = { share: 0.5, lift: 2, laneConfidence: 0.75, zones: { left: 0.125, ...beside } }
  const left: FrameScore = { share: 0.125, lift: 0.5, laneConfidence: 0.75, zones: { left: 0.5, ...beside } }
  const scores = list((frame) => (frame === 5 ? undefined : frame < 40 ? inside : left))
  const mapOf = (frame: number) =>
    quantise(
      Float32Array.from({ length: 8 }, (_, i) => (i + 1) * (frame + 1)),
      4,
      2
    )
  return {
    version: '0.1.0',
    madeAt: Date.UTC(2024, 4, 6, 7, 8),
    drive: {
      id: 'd1',
      name: 'a <drive> & more',
      path: '/recordings/a.mp4',
      kind: 'video',
      because: 'ffmpeg reads it',
      width: 320,
      height: 160,
      frames: { count: frames, exact: true },
      rate: 10,
      duration: frames / 10,
      hasSteering: true,
      warnings: [],
      addedAt: 0,
      sample: false,
      openWith: {}
    },
    model: {
      ...modelDto('ab'.repeat(32)),
      id: 'm1',
      name: 'tiny',
      path: '/models/tiny.h5',
      input: [2, 4, 3],
      parameters: 12345,
      recipe,
      recipeBecause: 'beside the model'
    },
    run: {
      id: 'r1',
      driveId: 'd1',
      modelId: 'm1',
      modelName: 'tiny',
      recipe,
      head: modelDto().head,
      recipeChanged: false,
      method: 'visual-backprop',
      settings: {},
      explain: 'change',
      of: null,
      engine: 'tf-wasm',
      engineAsked: 'auto',
      state: 'finished',
      done: frames,
      total: frames,
      error: null,
      warnings: [{ code: 'damaged-frame', message: 'Frame 7 is damaged; the picture before it stands in.' }],
      createdAt: 0
    },
    frames,
    times: list((frame) => frame / 10),
    recorded: { unit: 'normalised', values: list((frame) => (frame === 3 ? null : Math.sin(frame / 9))) },
    predicted: { unit: 'normalised', values: list((frame) => Math.cos(frame / 9)) },
    ...curvesOf(scores),
    laneConfidence: scores.map((score) => score?.laneConfidence ?? 0),
    laneStates: stateRuns(scores.map((score) => (score ? 'known' : 'unknown'))),
    centroid: list((frame) => (frame === 5 ? null : [frame / 128, 0.625])),
    change: list((frame) => (frame === 0 || frame === 5 || frame === 6 ? null : 0.0625)),
    zones: scores.map((score) => score?.zones ?? null),
    rule: defaultRule,
    thresholds: { enter: defaultRule.enter, leave: defaultRule.leave },
    nominal: null,
    untold: [],
    events: events.map((changes, i) => ({
      id: `e${i}`,
      kind: 'left',
      first: 40,
      last: 59,
      worst: 50,
      severity: 0.5,
      reason: 'attention left of the lane for 2.0 s',
      verdict: 'open',
      note: '',
      tags: [],
      judged: null,
      byHand: false,
      changed: false,
      steeringError: null,
      disagreement: null,
      priority: 0.25,
      ...changes
    })),
    reference: 8 * frames,
    seenPixels: null,
    map: { width: 4, height: 2 },
    frame: (frame) => ({
      picture: jpegBytes,
      map: mapOf(frame),
      region: {
        polygon: [
          [0.4, 0.5],
          [0.6, 0.5],
          [1, 1],
          [0, 1]
        ],
        confidence: 1,
        source: 'drawn'
      }
    }),
    mapOf
  }
}
