import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { searchRecipe } from '../../src/main/analysis/recipeSearch.ts'
import { createRecordings } from '../../src/main/library/recordings.ts'
import { chooseEngine } from '../../src/main/engine/engines.ts'
import type { Engine } from '../../src/main/engine/engine.ts'
import type { Graph } from '../../src/main/model/graph/graph.ts'
import type { SteeringHead } from '../../src/main/model/model.ts'
import { preset } from '../../src/main/model/input/recipes.ts'
import { steeringGraph } from '../../src/main/saliency/steering.ts'
import { isSameRecipe } from '../../src/shared/recipeVersion1.ts'
import type { RecipeStep } from '../../src/shared/recipeStep.ts'
import { Network } from '../../testing/network.ts'
import { planted, plantSteering, writeColourfulVideo } from '../fixtures/plantedDrive.ts'
import { temporaryFolder } from '../../testing/recordings.ts'

const folder = temporaryFolder()
let engine: Engine
let video: string
beforeAll(async () => {
  engine = await chooseEngine('auto')
  video = writeColourfulVideo(folder.path)
})
afterAll(() => {
  engine.dispose()
  folder[Symbol.dispose]()
})

/** A small network that bends, so that no scale of its input is like another. */
const network = (channels: number): Graph =>
  new Network([40, 80, channels], 5)
    .conv('conv', 6, [3, 3], { strides: [2, 2] })
    .activation('elu', { kind: 'elu', alpha: 1 })
    .conv('next', 6, [3, 3], { strides: [2, 2] })
    .activation('elus', { kind: 'elu', alpha: 1 })
    .flatten()
    .dense('mix', 6)
    .activation('bend', { kind: 'tanh' })
    .dense('angle', 1)
    .graph()

const head: SteeringHead = { output: 'angle', index: 0, unit: 'normalised', positive: 'left' }
const yuv: RecipeStep = { step: 'colour', to: 'yuv' }

test.each<[string, { beforeResize?: RecipeStep[]; afterResize: RecipeStep[] }, channels?: number, least?: number]>([
  ['YUV of swapped channels', { afterResize: [{ ...yuv, swapped: true }] }],
  ['HSV of swapped channels', { afterResize: [{ step: 'colour', to: 'hsv', swapped: true }] }],
  ['HLS of swapped channels', { afterResize: [{ step: 'colour', to: 'hls', swapped: true }] }],
  [
    'S alone',
    {
      afterResize: [
        { step: 'colour', to: 'hsv' },
        { step: 'channel', take: 's' }
      ]
    },
    1
  ],
  ['equalised Y', { afterResize: [yuv, { step: 'equalise', channel: 'y' }] }],
  // Found as the first, though not as exactly as the others.
  ['Y by CLAHE', { afterResize: [yuv, { step: 'clahe', channel: 'y', clip: 2, tiles: 8 }] }, 3, 0.98],
  ['a blur before the resize', { beforeResize: [{ step: 'blur', size: 5 }], afterResize: [yuv] }]
])(
  '%s is found, or what fits as well',
  async (_, steps, channels = 3, least = 0.99) => {
    const graph = network(channels)
    const guessed = preset('donkeycar').recipe({ height: 40, width: 80 })
    const own = channels === 1 ? { ...guessed, afterResize: [{ step: 'colour', to: 'gray' } as const] } : guessed
    const recipe = { ...guessed, ...steps }
    const signals = join(folder.path, 'steering.csv')
    const session = await engine.load(steeringGraph({ graph, head }))
    await plantSteering(video, signals, { graph, session, recipe })
    session.dispose()

    const drive = { path: video, openWith: { signals }, signalSettings: { offsetSeconds: 0, roles: {} } }
    const { fits, alike, frames } = await searchRecipe(
      createRecordings(),
      { graph, head, recipe: own },
      drive,
      new AbortController().signal
    )
    expect(frames).toBe(planted.frames)
    const rank = fits.findIndex((fit) => isSameRecipe(fit.recipe, recipe))
    expect(rank).toBeGreaterThanOrEqual(0)
    expect(rank).toBeLessThan(alike)
    expect(fits[rank]!.correlation).toBeGreaterThan(least)
    // What is rare costs no more than what is usual: 14 ways of three channels for each crop, 4 of one.
    const usual = (channels === 1 ? 4 : 14) * 6 * frames
    if (channels === 3) expect(fits.reduce((sum, fit) => sum + fit.frames, 0)).toBeLessThan(2 * usual)
  },
  120_000
)
