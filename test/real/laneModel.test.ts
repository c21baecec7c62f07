import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runLaneModel } from '../../src/main/analysis/laneModel.ts'
import { regionMask } from '../../sample/truth/regionMask.ts'
import { decodeFrames } from '../../src/main/decode/decodeFrames.ts'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { chooseEngine } from '../../src/main/engine/engines.ts'
import { regionOfOutput } from '../../src/main/lanes/modelOutput.ts'
import { openModel } from '../../src/main/model/open.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import { realData } from './realData.ts'

const skipped = realData === null ? ' (skipped: there are no real models here)' : ''

describe.skipIf(realData === null)(`a real lane segmenter${skipped}`, () => {
  it('finds the lane of a highway where a person sees it', { timeout: 120_000 }, async () => {
    const place = (path: string): string => join(realData ?? '', path)
    const { source, width, height } = await openRecording(place('videos/solidWhiteRight.mp4'), { probe: probeVideo })
    const { graph, head, recipe } = await openModel(place('models/lane-segmenter/full_CNN_model.h5'))
    const model = {
      graph: { ...graph, outputs: { lane: graph.outputs[head.output]! } },
      recipe,
      shape: [80, 160, 1] as const
    }
    // Read off the picture by eye: row, x of the left and of the right line.
    const seen = new Map([
      [0, [[530, 175, 847], [440, 297, 705], [360, 404, 577]]], // prettier-ignore
      [110, [[530, 152, 816], [440, 289, 690], [360, 403, 570]]] // prettier-ignore
    ])
    const engine = await chooseEngine('auto')
    try {
      const session = await engine.load(model.graph)
      const plan = { source, width, height, from: 0, input: recipe, pictureWidth: null, viewWidth: null }
      for await (const { frame, input } of decodeFrames(plan, new AbortController().signal)) {
        const rows = seen.get(frame)
        if (!rows || !input) continue
        const [output] = await runLaneModel(session, model, [input])
        const region = regionOfOutput(output!, { channel: 0, threshold: 0.5, below: false }, recipe, { width, height })!
        expect(region.confidence).toBeGreaterThan(0.9)
        const { coverage } = regionMask(region.polygon, { crop: null }, { width, height }, { width, height })
        for (const [row, left, right] of rows as [number, number, number][]) {
          const inside = coverage.subarray(row * width, (row + 1) * width)
          // A pixel of the model's output is six of the picture; it must be right within three of its own.
          expect(Math.abs(inside.findIndex((part) => part > 0.5) - left)).toBeLessThan(width / 50)
          expect(Math.abs(inside.findLastIndex((part) => part > 0.5) - right)).toBeLessThan(width / 50)
        }
        if (frame === 110) break
      }
    } finally {
      engine.dispose()
    }
  })
})
