import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { searchRecipe } from '../../src/main/analysis/recipeSearch.ts'
import { createRecordings } from '../../src/main/library/recordings.ts'
import { chooseEngine } from '../../src/main/engine/engines.ts'
import { openModel } from '../../src/main/model/open.ts'
import { steeringGraph } from '../../src/main/saliency/steering.ts'
import type { RecipeStep } from '../../src/shared/recipeStep.ts'
import { isSameRecipe } from '../../src/shared/recipeVersion1.ts'
import { plantSteering } from '../fixtures/plantedDrive.ts'
import { ffmpeg } from '../../testing/recordings.ts'
import { realData } from './realData.ts'

const skipped = realData === null ? ' (skipped: there are no real models here)' : ''
const yuv: RecipeStep = { step: 'colour', to: 'yuv' }

describe.skipIf(realData === null)(`a public network that was given a real drive in another way${skipped}`, () => {
  it.each<[string, { beforeResize?: RecipeStep[]; afterResize: RecipeStep[] }]>([
    ['YUV of swapped channels', { afterResize: [{ ...yuv, swapped: true }] }],
    ['HSV of swapped channels', { afterResize: [{ step: 'colour', to: 'hsv', swapped: true }] }],
    ['HLS of swapped channels', { afterResize: [{ step: 'colour', to: 'hls', swapped: true }] }],
    ['equalised Y', { afterResize: [yuv, { step: 'equalise', channel: 'y' }] }],
    ['a blur before the resize', { beforeResize: [{ step: 'blur', size: 5 }], afterResize: [yuv] }]
  ])('%s is found, or what fits as well', { timeout: 300_000 }, async (_, steps) => {
    const model = await openModel(join(realData ?? '', 'models/naokishibuya/model.h5'))
    const recipe = { ...model.recipe, ...steps }
    const folder = mkdtempSync(join(tmpdir(), 'lanegaze-planted-'))
    // As wide as the search looks at pictures: on wider ones a blur is told, and its size is not.
    const path = join(folder, 'road.mp4')
    const every = ['-vf', 'select=not(mod(n\\,5)),scale=640:-2:flags=area', '-vsync', 'vfr', '-an']
    ffmpeg(['-i', join(realData ?? '', 'videos/solidWhiteRight.mp4'), ...every, '-c:v', 'libx264', '-qp', '6', path])
    const engine = await chooseEngine('auto')
    try {
      const signals = join(folder, 'steering.csv')
      const session = await engine.load(steeringGraph(model))
      await plantSteering(path, signals, { graph: model.graph, session, recipe })
      session.dispose()
      const drive = { path, openWith: { signals }, signalSettings: { offsetSeconds: 0, roles: {} } }
      const { fits, alike, sentence } = await searchRecipe(
        createRecordings(),
        model,
        drive,
        new AbortController().signal
      )
      const rank = fits.findIndex((fit) => isSameRecipe(fit.recipe, recipe))
      expect(rank, sentence).toBeGreaterThanOrEqual(0)
      expect(rank, sentence).toBeLessThan(alike)
      expect(fits[rank]!.correlation, sentence).toBeGreaterThan(0.99)
    } finally {
      engine.dispose()
      rmSync(folder, { recursive: true })
    }
  })
})
