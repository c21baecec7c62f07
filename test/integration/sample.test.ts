import { execFile } from 'node:child_process'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluate } from '../../scripts/evaluate/evaluate.ts'
import { readDrive } from '../../scripts/evaluate/evaluationDrive.ts'
import { quickPlan } from '../../sample/plans.ts'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { createEngine, whyUnavailable } from '../../src/main/engine/engines.ts'
import { openModel } from '../../src/main/model/open.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import { methodById } from '../../src/main/saliency/methods.ts'
import { LaneFile } from '../../src/shared/lanes.ts'
import { temporaryFolder } from '../../testing/recordings.ts'

const missing = whyUnavailable('tf-native')
const folder = temporaryFolder()
const [out, cache] = [join(folder.path, 'sample'), join(folder.path, 'cache')]

describe.skipIf(missing !== null)(`the quick sample${missing ? ` (skipped: ${missing})` : ''}`, () => {
  beforeAll(async () => {
    const make = ['sample/index.ts', '--quick', '--renderers', '1', '--out', out, '--cache', cache]
    await promisify(execFile)(process.execPath, make, { maxBuffer: 2 ** 24 })
  }, 600_000)
  afterAll(() => folder[Symbol.dispose]())

  it('is a recording that opens without a warning, steering to the left positive', async () => {
    const sample = JSON.parse(await readFile(join(out, 'sample.json'), 'utf8')) as {
      drive: { file: string }
      signals: string
    }
    const options = { probe: probeVideo, signals: join(out, sample.signals) }
    const recording = await openRecording(join(out, sample.drive.file), options)
    expect(recording.warnings).toEqual([])
    const { width, height } = quickPlan.drive.picture
    expect(recording).toMatchObject({ width, height, rate: quickPlan.drive.drive.rate })
    const steering = recording.signals.find(({ role }) => role === 'steering')
    expect(steering?.convention).toEqual({ unit: 'normalised', positive: 'left' })
    expect(steering?.values.length).toBe(quickPlan.drive.drive.frames)
    expect(recording.signals.find(({ role }) => role === 'speed')?.unit).toBe('m/s')
  })

  it('has a lane in its first and in its last frame', async () => {
    const { keyframes } = LaneFile.parse(JSON.parse(await readFile(join(out, 'lanes.json'), 'utf8')))
    expect(keyframes[0]?.frame).toBe(0)
    expect(keyframes.at(-1)?.frame).toBe(quickPlan.drive.drive.frames - 1)
  })

  it('has models that open with their own recipe, and can be evaluated on its drives', async () => {
    const honest = await openModel(join(out, 'models/honest/model.json'))
    const cheater = await openModel(join(out, 'models/cheater/model.json'))
    expect(honest.graph.input.shape).toEqual([66, 200, 3])
    expect(honest.recipeBecause).toContain('beside')
    expect(honest.hash).not.toBe(cheater.hash)
    const drive = await readDrive(join(cache, 'evaluation/quick'), honest.recipe)
    const engine = await createEngine('tf-native')
    const result = await evaluate(engine, { honest, cheater }, [methodById('gradient')], [drive])
    engine.dispose()
    expect(result.frames).toBe(drive.steering.length)
    const { share } = result.methods[0] ?? {}
    expect(share?.honest.all).toBeGreaterThan(0)
    expect(share?.honest.all).toBeLessThan(1)
  })

  it('has a second pair, of another network that opens too', async () => {
    const [honest, cheater] = await Promise.all(
      ['honest', 'cheater'].map((name) => openModel(join(cache, 'models/second', name, 'model.json')))
    )
    const first = await openModel(join(out, 'models/honest/model.json'))
    expect(honest?.graph.input.shape).toEqual(first.graph.input.shape)
    expect(honest?.graph.nodes.length).not.toBe(first.graph.nodes.length)
    expect(cheater?.hash).not.toBe(honest?.hash)
  })

  it('says how its models learnt and how they drove', async () => {
    const card = JSON.parse(await readFile(join(out, 'models/honest/card.json'), 'utf8')) as {
      lossCurve: unknown[]
      parameters: number
    }
    expect(card.lossCurve).toHaveLength(1)
    expect(card.parameters).toBe(252_219)
    expect(await readdir(join(out, 'clips'))).toEqual(['honest-telling.json', 'honest-telling.mp4'])
  })
})
