import { spawnSync } from 'node:child_process'
import { cpSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeVideo } from '../../../src/main/decode/probe.ts'
import { listRecordings, openRecording } from '../../../src/main/recording/open.ts'
import { SeveralRecordings } from '../../../src/main/recording/place/severalRecordings.ts'
import type { Recording } from '../../../src/main/recording/recording.ts'
import { signalsAtFrames } from '../../../src/main/recording/signals/atFrames.ts'
import { checkSign } from '../../../src/main/recording/signals/signCheck.ts'
import { InputError } from '../../../src/shared/errors.ts'
import type { OpenWith } from '../../../src/shared/recording.ts'
import { temporaryFolder } from '../../../testing/recordings.ts'
import { makeNuscenes, NUSCENES_LOG } from '../../fixtures/nuscenesDrives.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const at = (...parts: string[]): string => join(folder.path, ...parts)
const open = (name: string, choices: OpenWith = {}): Promise<Recording> =>
  openRecording(at(name), { probe: probeVideo, ...choices })
const messages = ({ warnings }: Recording): string[] => warnings.map(({ message }) => message)
const atFrames = ({ signals, times }: Recording, role: string): (number | null)[] =>
  signalsAtFrames(signals, times!, 0).find((signal) => signal.role === role)?.values ?? []

beforeAll(() => {
  makeNuscenes(at('one'), { scenes: [40] })
  makeNuscenes(at('mini'), { scenes: [18, 12], cameras: ['CAM_BACK', 'CAM_FRONT'], tables: true })
})

describe('nuScenes', () => {
  it('opens the samples and sweeps of a camera in the order of their microseconds, with its CAN bus', async () => {
    const recording = await open('one')
    expect(recording).toMatchObject({ kind: 'nuscenes', name: 'one', rate: 12, frames: { count: 40, exact: true } })
    expect(recording.times?.[6]).toBeCloseTo(6 * 0.083333, 6)
    expect(recording.signals[0]).toMatchObject({ role: 'steering', convention: { unit: 'rad', positive: 'right' } })
    // Right-positive in the source, left-positive here.
    expect(atFrames(recording, 'steering')[6]).toBeCloseTo(-Math.sin(6 * 0.083333) / 10, 4)
    expect(atFrames(recording, 'speed')[6]).toBe(6)
    expect(atFrames(recording, 'yaw-rate')[6]).toBeCloseTo(-Math.sin(6 * 0.083333) / 50, 4)
    expect(messages(recording)).toEqual([])
    const found = checkSign(signalsAtFrames(recording.signals, recording.times!, 0), recording.times!)
    expect(found).toMatchObject({ against: 'yaw_rate', verdict: 'agrees' })
  })

  it('offers the scenes of its tables, and opens one by its name or number, for each camera', async () => {
    await expect(open('mini')).rejects.toThrow(SeveralRecordings)
    const listed = await listRecordings(at('mini'))
    expect(listed.map(({ name, openWith }) => [name, openWith])).toEqual([
      ['scene-0001', { episode: 'scene-0001' }],
      ['scene-0002', { episode: 'scene-0002' }]
    ])
    expect(listed[0]?.because).toBe(`18 pictures of ${NUSCENES_LOG}: Parked truck, intersection`)
    const [second, same] = [await open('mini', { episode: 'scene-0002' }), await open('mini', { episode: '1' })]
    expect(second).toMatchObject({ name: 'scene-0002', frames: { count: 12 } })
    expect(second.fingerprint).toBe(same.fingerprint)
    expect(atFrames(second, 'steering')[3]).toBeCloseTo(-Math.sin(0.25) / 10, 4)
    const back = await open('mini', { episode: 'scene-0002', camera: 'CAM_BACK' })
    expect(back.choices).toEqual([{ option: 'camera', values: ['CAM_FRONT', 'CAM_BACK'], chosen: 'CAM_BACK' }])
    expect(back.fingerprint).not.toBe(second.fingerprint)
    await expect(open('mini', { episode: 'scene-0009' })).rejects.toThrow(
      /no scene "scene-0009"; choose one of scene-0001, scene-0002/
    )
  })

  it('lists a scene once that the tables of two folders have', async () => {
    cpSync(at('mini'), at('both'), { recursive: true })
    cpSync(at('mini', 'v1.0-mini'), at('both', 'v1.0-trainval'), { recursive: true })
    expect((await listRecordings(at('both'))).map(({ name }) => name)).toEqual(['scene-0001', 'scene-0002'])
  })

  it('takes stretches without a gap for scenes where there are no tables, each with its own CAN bus', async () => {
    cpSync(at('mini'), at('bare'), { recursive: true })
    rmSync(at('bare', 'v1.0-mini'), { recursive: true })
    const listed = await listRecordings(at('bare'))
    expect(listed.map(({ name }) => name)).toEqual([`${NUSCENES_LOG} (0)`, `${NUSCENES_LOG} (1)`])
    expect(listed[0]?.because).toBe('18 pictures')
    expect(atFrames(await open('bare', { episode: '1' }), 'steering')[3]).toBeCloseTo(-Math.sin(0.25) / 10, 4)
  })

  it('opens the one folder of a camera, and says where steering would come from', async () => {
    makeNuscenes(at('without'), { scenes: [18], steering: null })
    const samples = await open('without/samples/CAM_FRONT')
    expect(samples.frames.count).toBe(3)
    expect(samples.rate).toBe(2)
    expect(messages(samples)).toEqual([
      "There is no CAN bus beside the pictures; for steering and speed unpack nuScenes' CAN bus expansion as can_bus, beside samples and sweeps.",
      'The log of CAM_FRONT has no steering; there is no recorded steering to compare with.'
    ])
  })

  it('leaves out a message file that is cut short, and refuses a table that is', async () => {
    cpSync(at('mini'), at('cut'), { recursive: true })
    truncateSync(at('cut', 'can_bus', 'scene-0001_pose.json'), 900)
    const recording = await open('cut', { episode: 'scene-0001' })
    expect(recording.signals.some(({ role }) => role === 'speed')).toBe(false)
    expect(messages(recording)).toEqual([
      "scene-0001_pose.json is no messages of nuScenes' CAN bus, or was cut short; it is left out, copy it again from its source."
    ])
    truncateSync(at('cut', 'v1.0-mini', 'sample.json'), 40)
    await expect(open('cut', { episode: '0' })).rejects.toThrow(
      'v1.0-mini/sample.json is no table of nuScenes, or was cut short; copy it again from its source.'
    )
  })

  it.skipIf(process.platform === 'win32')('waits for no pipe in the place of a message file', async () => {
    cpSync(at('one'), at('pipe'), { recursive: true })
    for (const name of ['scene-0001_pose.json', 'scene-0001_steeranglefeedback.json']) {
      rmSync(at('pipe', 'can_bus', name))
      spawnSync('mkfifo', [at('pipe', 'can_bus', name)])
    }
    const recording = await open('pipe')
    expect(recording.signals.every(({ role }) => role !== 'steering' && role !== 'speed')).toBe(true)
    expect(recording.frames.count).toBe(40)
  })

  it('reads a message file of 200,000 rows', async () => {
    cpSync(at('one'), at('long'), { recursive: true })
    const rows = Array.from({ length: 200_000 }, (_, i) => ({ utime: 1531883530412470 + 20 * i, throttle_sensor: 1 }))
    writeFileSync(at('long', 'can_bus', 'scene-0001_zoesensors.json'), JSON.stringify(rows))
    const throttle = (await open('long')).signals.find(({ role }) => role === 'throttle')
    expect(throttle?.values).toHaveLength(200_000)
  })

  it('opens or is refused with one sentence, whatever its tables and messages hold', async () => {
    cpSync(at('one'), at('any'), { recursive: true })
    const row = fc.record({ utime: fc.jsonValue(), value: fc.jsonValue(), vel: fc.jsonValue() }, { requiredKeys: [] })
    const text = fc.oneof(
      fc.json(),
      fc.string(),
      fc.array(row).map((rows) => JSON.stringify(rows))
    )
    await fc.assert(
      fc.asyncProperty(text, text, async (steering, pose) => {
        writeFileSync(at('any', 'can_bus', 'scene-0001_steeranglefeedback.json'), steering)
        writeFileSync(at('any', 'can_bus', 'scene-0001_pose.json'), pose)
        try {
          expect((await open('any')).frames.count).toBe(40)
        } catch (error) {
          expect(error).toBeInstanceOf(InputError)
        }
      }),
      { numRuns: 60, seed: 18 }
    )
  })
})
