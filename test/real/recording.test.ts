import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { signalsAtFrames } from '../../src/main/recording/signals/atFrames.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import { checkSign } from '../../src/main/recording/signals/signCheck.ts'
import { makeNumberedVideo, temporaryFolder } from '../../testing/recordings.ts'
import { realData } from './realData.ts'

const at = (...parts: string[]): string => join(realData ?? '', ...parts)

describe.skipIf(!realData)('real recordings (needs $LANEGAZE_REAL_DATA or ../shared/data)', () => {
  it('opens a tub of 1,000 records whose times are false', async () => {
    const tub = await openRecording(at('donkey-tub-v2', 'tub'), { probe: probeVideo })
    expect(tub).toMatchObject({ kind: 'donkey-tub-v2', width: 160, height: 120, rate: 20 })
    expect(tub.frames).toEqual({ count: 1000, exact: true })
    expect(tub.warnings.map(({ code }) => code)).toEqual(['false-times'])
    const steering = signalsAtFrames(tub.signals, tub.times ?? new Float64Array()).find(
      ({ role }) => role === 'steering'
    )
    // Read out of the catalog by another program: user/angle of records 0, 250, 617 and 999; + is right there.
    const angles = [0.2986039775370604, 0.7292521643732013, 0.554869809240558, 0.4978868879799249]
    expect([0, 250, 617, 999].map((n) => steering?.values[n])).toEqual(
      angles.map((angle) => expect.closeTo(-angle, 12) as number)
    )
    expect([1, 617, 999].map((n) => tub.times?.[n])).toEqual(
      [0.05, 30.85, 49.95].map((time) => expect.closeTo(time, 9) as number)
    )
    const source = tub.source.type === 'images' ? tub.source.files : []
    expect(source[617]?.endsWith('617_cam_image_array_.jpg')).toBe(true)
    expect(Math.min(...(steering?.values ?? []).map(Number))).toBeCloseTo(-1, 12)
    expect(steering).toMatchObject({ sourcePositive: 'right', unit: 'normalised' })
  })

  it('interpolates the CAN log of a real minute at the times of its 1,200 frames', async () => {
    using folder = temporaryFolder()
    const drive = 'b0c9d2329ad1606b|2018-08-02--08-34-47'
    const place = join(folder.path, drive, '40')
    cpSync(at('comma2k19-example', 'Example_1', drive, '40'), place, { recursive: true })
    const coding = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none', '-f', 'hevc']
    makeNumberedVideo(join(place, 'video.hevc'), { frames: 1200, rate: '20', width: 96, height: 72, coding })
    const segment = await openRecording(place, { probe: probeVideo })
    expect(segment).toMatchObject({ kind: 'comma2k19', frames: { count: 1200 }, rate: 20, warnings: [] })
    const times = segment.times ?? new Float64Array()
    const signals = signalsAtFrames(segment.signals, times)
    const [steering, speed] = signals
    // From NumPy: frame_times - frame_times[0], and np.interp(frame_times[n], t, value).
    expect([100, 600, 1199].map((n) => times[n])).toEqual(
      [4.99992999999813, 29.999573000000964, 59.94915999999648].map((value) => expect.closeTo(value, 9) as number)
    )
    expect([1, 100, 600, 1199].map((n) => steering?.values[n])).toEqual(
      [-0.4, 0.44084656316277293, -0.4, -1.0888079461044797].map((value) => expect.closeTo(value, 9) as number)
    )
    expect([1, 100, 600].map((n) => speed?.values[n])).toEqual(
      [7.980546344246903, 14.648217411528838, 16.884039810157777].map((value) => expect.closeTo(value, 9) as number)
    )
    // Steering begins 37.46 ms after frame 0.
    expect(steering?.values[0]).toBeNull()
    expect(segment.signals[0]?.times[0]).toBeCloseTo(0.03746085366583429, 9)
    // NumPy: np.corrcoef of steering times speed and the gyroscope's third axis is -0.71, that axis pointing down.
    const check = checkSign(signals, times)
    expect(check).toMatchObject({ against: 'yaw_rate', verdict: 'agrees' })
    expect(check?.correlation).toBeCloseTo(0.71, 1)
  })

  it('asks for the video that the published example lacks', async () => {
    await expect(openRecording(at('comma2k19-example'), { probe: probeVideo })).rejects.toThrow(
      /^40 has the logs of a comma2k19 segment but no video\.hevc; copy it beside them/
    )
  })

  it('reads the three logs of the published example, in their own units', async () => {
    using folder = temporaryFolder()
    const drive = 'b0c9d2329ad1606b|2018-08-02--08-34-47'
    const place = join(folder.path, drive, '40')
    cpSync(at('comma2k19-example', 'Example_1', drive, '40'), place, { recursive: true })
    const coding = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none', '-f', 'hevc']
    makeNumberedVideo(join(place, 'video.hevc'), { frames: 30, rate: '20', width: 96, height: 72, coding })
    const { signals, warnings } = await openRecording(place, { probe: probeVideo })
    expect(signals.map(({ name, role, unit }) => [name, role, unit])).toEqual([
      ['steering_angle', 'steering', 'deg'],
      ['speed', 'speed', 'm/s'],
      ['yaw_rate', 'yaw-rate', 'rad/s']
    ])
    // A video of 30 frames beside 1,200 times.
    expect(warnings).toMatchObject([{ code: 'frame-times-differ', frames: { first: 30, last: 1199 } }])
  })

  it('opens the pictures of the tub by themselves', async () => {
    const folder = await openRecording(at('donkey-tub-v2', 'tub', 'images'), { probe: probeVideo })
    expect(folder).toMatchObject({ kind: 'image-folder', frames: { count: 1000, exact: true } })
    expect(folder.source.type === 'images' && folder.source.files[2]?.endsWith('2_cam_image_array_.jpg')).toBe(true)
  })

  it.each([
    ['solidWhiteRight.mp4', { width: 960, height: 540, rate: 25, frames: { count: 221, exact: false } }],
    [
      'Danziger-both-data-mountain-track-10-crash.mp4',
      { width: 320, height: 160, rate: 60, frames: { count: 261, exact: false } }
    ]
  ])('opens %s', async (file, facts) => {
    expect(await openRecording(at('videos', file), { probe: probeVideo })).toMatchObject({
      kind: 'video',
      signals: [],
      warnings: [],
      ...facts
    })
  })

  it.each(['models/naokishibuya/model.h5', 'README.md', 'videos'])('refuses %s with one sentence', async (path) => {
    const opened = openRecording(at(path), { probe: probeVideo })
    await expect(opened).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(/^[^\n]{20,200}$/) as string
    })
  })
})
