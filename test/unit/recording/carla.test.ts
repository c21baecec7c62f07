import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeVideo } from '../../../src/main/decode/probe.ts'
import { pngPixels } from '../../../src/main/lanes/labels/pngPixels.ts'
import { semanticLane, semanticTags } from '../../../src/main/lanes/semanticLane.ts'
import { openRecording } from '../../../src/main/recording/open.ts'
import type { Recording } from '../../../src/main/recording/recording.ts'
import { checkSign } from '../../../src/main/recording/signals/signCheck.ts'
import { signalsAtFrames } from '../../../src/main/recording/signals/atFrames.ts'
import { CORRIDOR_MARGIN } from '../../../src/shared/lanes.ts'
import { overlapOfRegions } from '../../../scripts/evaluate/overlap.ts'
import { InputError } from '../../../src/shared/errors.ts'
import type { OpenWith } from '../../../src/shared/recording.ts'
import { temporaryFolder } from '../../../testing/recordings.ts'
import { makeCarlaRoute } from '../../fixtures/carlaDrives.ts'
import { semanticLaneTruth, townRoad } from '../../fixtures/semanticRoad.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const at = (...parts: string[]): string => join(folder.path, ...parts)
const open = (name: string, choices: OpenWith = {}): Promise<Recording> =>
  openRecording(at(name), { probe: probeVideo, ...choices })
const messages = ({ warnings }: Recording): string[] => warnings.map(({ message }) => message)
const steering = ({ signals }: Recording): number[] => [
  ...(signals.find(({ role }) => role === 'steering')?.values ?? [])
]

/** To the right, then to the left. */
const steer = (frame: number): number => (frame < 6 ? 0.3 : -0.2)

beforeAll(() => {
  makeCarlaRoute(at('bench'), 'Bench2Drive', { frames: 12, rate: 10, steer })
  makeCarlaRoute(at('garage'), 'carla_garage', { frames: 12, rate: 4, steer })
})

describe('a route in CARLA', () => {
  it.each([
    ['bench', 'Bench2Drive', 10],
    ['garage', 'carla_garage', 4]
  ])('%s opens with its cameras, its log and its lanes', async (name, program, rate) => {
    const recording = await open(name)
    expect(recording).toMatchObject({
      kind: 'carla',
      width: 400,
      height: 225,
      rate,
      frames: { count: 12, exact: true }
    })
    expect(recording.because).toContain(program)
    expect(recording.because).toContain('holds its lanes')
    expect(recording.times?.[3]).toBeCloseTo(3 / rate, 9)
    expect(steering(recording).slice(4, 8)).toEqual([0.3, 0.3, -0.2, -0.2])
    expect(recording.signals[0]?.convention).toEqual({ unit: 'normalised', positive: 'right' })
    expect(recording.signals.map(({ name: signal }) => signal)).toEqual([
      'steer',
      'throttle',
      'brake',
      'speed',
      'heading',
      'command'
    ])
    expect(messages(recording)).toEqual([
      `The logs of ${name} hold no times; ${rate} frames a second are taken, by the places and speeds of the car.`
    ])
    const { lanes } = recording
    expect(lanes?.type === 'semantic' && lanes.files.every((file) => file?.includes('semantic'))).toBe(true)
  })

  it("opens at Bench2Drive's own size, with logs full of boxes", async () => {
    const road = { ...townRoad, width: 1600, height: 900, focal: 4 * townRoad.focal }
    makeCarlaRoute(at('real'), 'Bench2Drive', { frames: 10, rate: 10, steer, road: () => road, boxes: 300 })
    const recording = await open('real')
    expect(recording).toMatchObject({ width: 1600, height: 900, rate: 10, frames: { count: 10 } })
    expect(steering(recording)[5]).toBe(0.3)
    const file = recording.lanes?.type === 'semantic' ? recording.lanes.files[9]! : ''
    const pixels = pngPixels(readFileSync(file), file)
    expect(semanticTags([pixels])).toEqual({ road: 1, line: 24 })
    const truth = semanticLaneTruth(road, [-1.75, 1.75], CORRIDOR_MARGIN, 60)
    const lane = semanticLane(pixels, { road: 1, line: 24 }, 1.6)
    expect(overlapOfRegions(lane?.polygon ?? [], truth, townRoad)).toBeGreaterThan(0.93)
  })

  it('agrees with its own compass', async () => {
    const winding = (frame: number): number => Math.sin(frame / 8) / 3
    makeCarlaRoute(at('winding'), 'Bench2Drive', { frames: 60, rate: 10, steer: winding })
    const { signals, times } = await open('winding')
    const found = checkSign(signalsAtFrames(signals, times!, 0), times!)
    expect(found).toMatchObject({ against: 'heading', verdict: 'agrees' })
  })

  it('takes the rate of its program where the car stands', async () => {
    makeCarlaRoute(at('standing'), 'carla_garage', { frames: 10, rate: 4, speed: 0 })
    const recording = await open('standing')
    expect(recording.rate).toBe(4)
    expect(messages(recording)[0]).toMatch(/4 frames a second are taken, as carla_garage and TransFuser record\.$/)
  })

  it('shows another camera as a drive of its own, without the lanes of the front one', async () => {
    cpSync(at('bench'), at('cameras'), { recursive: true })
    cpSync(at('bench', 'camera', 'rgb_front'), at('cameras', 'camera', 'rgb_back'), { recursive: true })
    const [front, back] = [await open('cameras'), await open('cameras', { camera: 'rgb_back' })]
    expect(front.choices).toEqual([{ option: 'camera', values: ['rgb_front', 'rgb_back'], chosen: 'rgb_front' }])
    expect([front.lanes === undefined, back.lanes === undefined]).toEqual([false, true])
    await expect(open('cameras', { camera: 'rgb_top' })).rejects.toThrow(
      /no camera "rgb_top"; choose one of rgb_front, rgb_back/
    )
  })

  it('says which camera a folder of one is, and leaves the others to choose', async () => {
    const back = await open('cameras/camera/rgb_back')
    expect(back.because).toMatch(/as Bench2Drive records CARLA; it is the camera rgb_back of the route cameras$/)
    expect(back.choices).toEqual([{ option: 'camera', values: ['rgb_front', 'rgb_back'], chosen: 'rgb_back' }])
    expect(messages(back)[0]).toMatch(/^The logs of cameras hold no times/)
    const front = await open('cameras/camera/rgb_back', { camera: 'rgb_front' })
    expect(front.fingerprint).toBe((await open('cameras')).fingerprint)
  })

  it('opens by the folder of a camera, as the same drive', async () => {
    for (const [route, camera] of [
      ['bench', 'bench/camera/rgb_front'],
      ['garage', 'garage/rgb']
    ] as const) {
      const [whole, part] = [await open(route), await open(camera)]
      expect([part.kind, part.name, part.fingerprint]).toEqual(['carla', route, whole.fingerprint])
      expect([part.path, part.lanes?.key]).toEqual([at(camera), whole.lanes?.key])
      expect(steering(part)).toEqual(steering(whole))
    }
  })

  it('names what is missing and damaged, keeps the times of the others, and leaves gaps', async () => {
    cpSync(at('bench'), at('damaged'), { recursive: true })
    rmSync(at('damaged', 'camera', 'rgb_front', '00003.jpg'))
    rmSync(at('damaged', 'anno', '00005.json.gz'))
    writeFileSync(at('damaged', 'anno', '00007.json.gz'), gzipSync('{"steer": 0.3').subarray(0, 20))
    const recording = await open('damaged')
    expect(recording.times?.[3]).toBeCloseTo(0.4, 9)
    expect(steering(recording).map((value) => (Number.isNaN(value) ? 'gap' : value))).toEqual([
      ...[0.3, 0.3, 0.3, 0.3, 'gap', -0.2, 'gap', -0.2, -0.2, -0.2, -0.2]
    ])
    expect(messages(recording).sort()).toEqual([
      '1 logs of damaged cannot be read, first 00007.json.gz; their signals are gaps.',
      '1 logs of damaged have no picture, first 00003.json.gz; they are left out.',
      '1 pictures of damaged have no log in anno, first 00005; their signals are gaps.',
      'The logs of damaged hold no times; 10 frames a second are taken, as Bench2Drive records.'
    ])
  })

  it("reads Python's NaN", async () => {
    mkdirSync(at('nan'))
    cpSync(at('garage'), at('nan'), { recursive: true })
    writeFileSync(
      at('nan', 'measurements', '0002.json.gz'),
      gzipSync('{"theta": NaN, "steer": 0.125, "speed": -Infinity, "pos_global": [NaN, 2]}')
    )
    expect(steering(await open('nan'))[2]).toBe(0.125)
  })

  it.skipIf(process.platform === 'win32')('waits for no pipe in the place of a log or a picture', async () => {
    cpSync(at('bench'), at('pipes'), { recursive: true })
    for (const file of ['anno/00003.json.gz', 'camera/rgb_front/00005.jpg', 'camera/semantic_front/00006.png']) {
      rmSync(at('pipes', file))
      spawnSync('mkfifo', [at('pipes', file)])
    }
    const recording = await open('pipes')
    expect(steering(recording)[3]).toBeNaN()
    expect(messages(recording)).toContain(
      '00005.jpg (frame 5) is a folder, a pipe or a device; the picture before stands in.'
    )
  })

  it('leaves out logs that unpack to more than any log has', async () => {
    cpSync(at('bench'), at('bomb'), { recursive: true })
    const bomb = gzipSync(`{"steer": 0.5, "pos_global": [${'1,'.repeat(3e6)}1]}`)
    for (let i = 0; i < 12; i++) writeFileSync(at('bomb', 'anno', `${String(i).padStart(5, '0')}.json.gz`), bomb)
    const recording = await open('bomb')
    expect(steering(recording).every(Number.isNaN)).toBe(true)
    expect(messages(recording)).toContain(
      '12 logs of bomb cannot be read, first 00000.json.gz; their signals are gaps.'
    )
  })

  it('is the same drive in another place, and has other lanes where a semantic picture is another one', async () => {
    cpSync(at('bench'), at('moved'), { recursive: true })
    const [here, there] = [await open('bench'), await open('moved')]
    expect([there.fingerprint, there.lanes?.key]).toEqual([here.fingerprint, here.lanes?.key])
    renameSync(at('moved', 'camera', 'semantic_front', '00002.png'), at('moved', 'gone.png'))
    const changed = await open('moved')
    expect(changed.fingerprint).toBe(here.fingerprint)
    expect(changed.lanes?.key).not.toBe(here.lanes?.key)
  })

  it('opens or is refused with one sentence, whatever its logs hold', async () => {
    cpSync(at('garage'), at('any'), { recursive: true })
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => gzipSync(text)),
      fc
        .record({ steer: fc.jsonValue(), speed: fc.jsonValue(), pos_global: fc.jsonValue() }, { requiredKeys: [] })
        .map((log) => gzipSync(JSON.stringify(log)))
    )
    await fc.assert(
      fc.asyncProperty(fc.array(content, { minLength: 12, maxLength: 12 }), async (logs) => {
        logs.forEach((bytes, i) =>
          writeFileSync(at('any', 'measurements', `${String(i).padStart(4, '0')}.json.gz`), bytes)
        )
        try {
          const recording = await open('any')
          expect(recording.frames.count).toBe(12)
          expect(recording.rate).toBeGreaterThan(0)
          expect(recording.times?.every(Number.isFinite)).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(InputError)
        }
      }),
      { numRuns: 40, seed: 18 }
    )
  })
})
