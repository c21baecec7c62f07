import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { probeVideo } from '../../../src/main/decode/probe.ts'
import { signalsAtFrames } from '../../../src/main/recording/signals/atFrames.ts'
import { openRecording } from '../../../src/main/recording/open.ts'
import type { Recording } from '../../../src/main/recording/recording.ts'
import type { OpenWith } from '../../../src/shared/recording.ts'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import { makeNumberedVideo, makeTub, range, temporaryFolder, tubLine } from '../../../testing/recordings.ts'
import {
  counted,
  FRAMES,
  lines,
  makePictureTable,
  makeSimulatorLog,
  simulated,
  simulatedTimes,
  steeringAt,
  threePaths,
  turnedLeft,
  turnedRight,
  withComma,
  writeText
} from '../../fixtures/tableDrives.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const at = (...parts: string[]): string => join(folder.path, ...parts)
const open = (name: string, choices: OpenWith = {}): Promise<Recording> =>
  openRecording(at(name), { probe: probeVideo, ...choices })
const codes = ({ warnings }: Recording): string[] => warnings.map(({ code }) => code)
const close = (numbers: readonly number[]): unknown[] => numbers.map((value) => expect.closeTo(value, 6) as unknown)
const times = ({ times }: Recording): number[] => [...(times ?? [])].slice(0, 4)
const steering = ({ signals, times }: Recording): (number | null)[] =>
  signalsAtFrames(signals, times ?? new Float64Array())
    .find(({ role }) => role === 'steering')
    ?.values.slice(0, 4) ?? []
const pictures = ({ source }: Recording): string[] =>
  source.type === 'images' ? source.files.map((file) => file.slice(folder.path.length + 1)) : []
let made = 0

describe('a log of the simulator', () => {
  const numbers = (i: number): string[] => [steeringAt(i), '0.3', '0', '12.5']
  const commas = (i: number): string[] => numbers(i).map(withComma)
  it.each([
    [
      'saved by a German spreadsheet',
      `center;left;right;steering;throttle;reverse;speed\n${lines((i) => [...threePaths(i), ...commas(i)].join(';'))}`
    ],
    ['without a header, semicolons', lines((i) => [...threePaths(i), ...commas(i)].join(';'))],
    ['with tabs', lines((i) => [...threePaths(i), ...commas(i)].join('\t'))],
    [
      'with decimal commas and a header',
      `center,left,right,steering,throttle,brake,speed\n${lines((i) => [...threePaths(i), ...commas(i)].join(', '))}`
    ],
    ['with row numbers and no header', lines((i) => [i, ...threePaths(i), ...numbers(i)].join(','))],
    [
      'with its columns in another order',
      `steering,center,left,right,speed\n${lines((i) => [steeringAt(i), ...threePaths(i), '12.5'].join(','))}`
    ],
    [
      'with lines that end otherwise from the second on',
      lines((i) => [...threePaths(i), ...numbers(i)].join(',')).replace('\n', '\r\n')
    ],
    ['from Windows', lines((i) => [...threePaths(i, 'D:\\My runs\\IMG\\'), ...numbers(i)].join(','))],
    [
      'in UTF-16 without a mark',
      Buffer.from(
        lines((i) => [...threePaths(i), ...numbers(i)].join(',')),
        'utf16le'
      )
    ],
    [
      'in Latin-1',
      Buffer.from(
        lines((i) => [...threePaths(i, '/Übung/IMG/'), ...numbers(i)].join(',')),
        'latin1'
      )
    ]
  ])('is read: %s', async (_, log) => {
    const name = `simulator ${made++}`
    makeSimulatorLog(at(name), log)
    const recording = await open(name)
    expect(recording.kind).toBe('udacity-simulator')
    expect(times(recording)).toEqual(close(simulatedTimes))
    expect(steering(recording)).toEqual(close(turnedRight))
    expect(recording.signals.find(({ role }) => role === 'speed')?.values[3]).toBe(12.5)
    expect(codes(recording)).toEqual([])
  })

  it('is refused where commas stand between the cells and within the numbers', async () => {
    makeSimulatorLog(
      at('torn'),
      lines((i) => [...threePaths(i), ...commas(i)].join(','))
    )
    await expect(open('torn')).rejects.toThrow(/^driving_log\.csv has commas between its cells and within its numbers;/)
  })

  it('is refused where that shows only once the car moves', async () => {
    makeSimulatorLog(
      at('torn late'),
      lines((i) => [...threePaths(i), ...(i < 9 ? ['0', '0', '0', '0'] : commas(i))].join(','))
    )
    await expect(open('torn late')).rejects.toThrow(/^driving_log\.csv has commas between its cells and within/)
  })

  it('is the first by name, and the others are said', async () => {
    makeSimulatorLog(
      at('laps'),
      lines((i) => [...threePaths(i), ...numbers(i)].join(','))
    )
    const second = lines((i) => [...threePaths(i), '0', '0.3', '0', '12.5'].join(','))
    for (const name of ['driving_log_2.csv', 'driving_log_3.csv']) writeText(at('laps', name), second)
    const recording = await open('laps')
    expect(steering(recording)).toEqual(close(turnedRight))
    expect(recording.warnings.map(({ message }) => message)).toEqual([
      'driving_log_2.csv, driving_log_3.csv beside driving_log.csv are not read, though pictures are named there too; to open them, put the other one somewhere else.'
    ])
  })

  it('that moves nowhere is said', async () => {
    makeSimulatorLog(
      at('still'),
      lines((i) => [...threePaths(i), '0', '0.3', '0', '12.5'].join(','))
    )
    const { warnings } = await open('still')
    expect(warnings.map(({ message }) => message)).toEqual([
      'The steering of still ("steering") is 0 throughout; if the car was steered, choose another signal as its steering.'
    ])
  })
})

describe('a table of pictures', () => {
  const deep = `filename,steering_left\n${lines((i) => `center/${counted(i)},${steeringAt(i)}`)}`
  it.each([
    ['two folders down', deep, 'images/center'],
    [
      'of Windows',
      `filename,steering_left\n${lines((i) => `C:\\data\\run 1\\IMAGES\\${counted(i)},${steeringAt(i)}`)}`,
      'images'
    ],
    [
      'with frame numbers out of order',
      `frame,filename,steering_left\n${lines((i) => [(5 * i) % FRAMES, `x/${counted((5 * i) % FRAMES)}`, steeringAt((5 * i) % FRAMES)].join(','))}`,
      'x'
    ],
    [
      'of an autonomous run',
      `frameId,model,lap,loss,steering_left,throttle,speed,crashed,center\n${lines((i) => `${i},a-dave2.h5,1,0.01,${steeringAt(i)},0.3,20.1,0,/a/IMG/${counted(i)}`)}`,
      'IMG'
    ]
  ])('is read: %s', async (_, table, below) => {
    const name = `table ${made++}`
    makePictureTable(at(name), table, below)
    const recording = await open(name)
    expect(recording).toMatchObject({ kind: 'interpolated-csv', frames: { count: FRAMES }, choices: [] })
    expect(steering(recording)).toEqual(close(turnedLeft))
    expect(pictures(recording)[3]).toBe(join(name, below, counted(3)))
  })

  it('is the one with steering, though another by an earlier name has the times', async () => {
    const name = `table ${made++}`
    makePictureTable(at(name), `filename,steering_left\n${lines((i) => `${counted(i)},${steeringAt(i)}`)}`)
    writeText(at(name, 'camera.csv'), `timestamp,filename\n${lines((i) => `${i / 10},${counted(i)}`)}`)
    const one = await open(name)
    expect(steering(one)).toEqual(close(turnedLeft))
    expect(codes(one)).not.toContain('log-unread')
    writeText(at(name, 'second.csv'), `filename,steering_left\n${lines((i) => `${counted(i)},0`)}`)
    expect((await open(name)).warnings.find(({ code }) => code === 'log-unread')?.message).toBe(
      'second.csv beside labels.csv is not read, though pictures are named there too; to open it, put the other one somewhere else.'
    )
  })

  it('names cameras by a column whose values come again and again', async () => {
    const name = `table ${made++}`
    makePictureTable(
      at(name),
      `camera,filename,steering_left\n${lines((i) => `${i % 3},${counted(i)},${steeringAt(i)}`)}`
    )
    const recording = await open(name, { camera: '1' })
    expect(recording.choices).toEqual([{ option: 'camera', values: ['0', '1', '2'], chosen: '1' }])
    expect(pictures(recording)).toEqual([1, 4, 7, 10].map((i) => join(name, 'images', counted(i))))
  })

  it('has a camera for each column of pictures', async () => {
    const name = `table ${made++}`
    for (const camera of ['a', 'b']) writePictures(range(0, FRAMES).map((i) => at(name, camera, counted(i))))
    writeText(
      at(name, 't.csv'),
      `left_image,front_image,steering_left\n${lines((i) => `a/${counted(i)},b/${counted(i)},${steeringAt(i)}`)}`
    )
    const [front, left] = [await open(name), await open(name, { camera: 'left_image' })]
    expect(front.choices).toEqual([{ option: 'camera', values: ['left_image', 'front_image'], chosen: 'front_image' }])
    expect([pictures(front)[3], pictures(left)[3]]).toEqual([join(name, 'b', counted(3)), join(name, 'a', counted(3))])
  })

  it('says in which folder it looked where several have its pictures', async () => {
    const name = `table ${made++}`
    makePictureTable(at(name), `filename,steering_left\n${lines((i) => `${counted(i)},${steeringAt(i)}`)}`, 'left')
    writePictures(range(0, FRAMES).map((i) => at(name, 'right', counted(i))))
    expect((await open(name)).warnings.find(({ code }) => code === 'several-folders')?.message).toBe(
      'labels.csv names pictures that lie in several folders (left, right); those in left are taken.'
    )
  })

  it('is in whole seconds, and its rows are spread over them', async () => {
    const name = `table ${made++}`
    const row = (i: number): string => `2024-05-01 10:00:0${Math.floor(i / 4)},${counted(i)},${steeringAt(i)}`
    makePictureTable(at(name), `timestamp,filename,steering_left\n${lines(row)}`)
    const recording = await open(name)
    expect(times(recording)).toEqual([0, 0.25, 0.5, 0.75])
    expect(codes(recording)).toEqual(['steering-unit-guessed', 'coarse-times'])
  })
})

describe('a tub', () => {
  const two = (i: number) => {
    const { 'cam/image_array': _, ...line } = tubLine(i)
    return { ...line, 'cam/image_array_a': `${i}_a_.jpg`, 'cam/image_array_b': `${i}_b_.jpg` }
  }

  it('of two cameras lets choose', async () => {
    makeTub(at('two'), { records: range(0, 3).map(two) })
    writePictures(['a', 'b'].flatMap((camera) => range(0, 3).map((i) => at('two/images', `${i}_${camera}_.jpg`))))
    const [a, b] = [await open('two'), await open('two', { camera: 'b' })]
    expect(a.choices).toEqual([{ option: 'camera', values: ['a', 'b'], chosen: 'a' }])
    expect([pictures(a)[1], pictures(b)[1]]).toEqual([join('two/images/1_a_.jpg'), join('two/images/1_b_.jpg')])
    await expect(open('two', { camera: 'c' })).rejects.toThrow(/^two has no camera "c"; choose one of a, b\.$/)
  })

  it('of two cameras in its first version too', async () => {
    for (const i of range(0, 3)) writeText(at('two v1', `record_${i}.json`), JSON.stringify(two(i)))
    writePictures(range(0, 3).map((i) => at('two v1', `${i}_b_.jpg`)))
    expect(pictures(await open('two v1', { camera: 'b' }))).toEqual(
      range(0, 3).map((i) => join('two v1', `${i}_b_.jpg`))
    )
  })

  it('that the model drove in part says so, and takes what a person chose', async () => {
    const driven = (i: number) => ({ 'user/mode': i < 2 ? 'user' : 'local', 'pilot/angle': -i / 20 })
    makeTub(at('part'), { records: range(0, 5).map((i) => tubLine(i, driven(i))) })
    const recording = await open('part')
    expect(recording.warnings.map(({ message }) => message)).toEqual([
      'In 3 of 5 records of part the model steered (user/mode), as pilot/angle says; the steering is user/angle until you choose another one.'
    ])
    expect(recording.choices).toEqual([
      { option: 'steering', values: ['user/angle', 'pilot/angle'], chosen: 'user/angle' }
    ])
    expect(steering(await open('part', { steering: 'pilot/angle' }))).toEqual(close([0, 0.05, 0.1, 0.15]))
    await expect(open('part', { steering: 'angle' })).rejects.toThrow(/^part has no numbers "angle"; choose one of/)
  })
})

describe('a folder of pictures', () => {
  const make = (name: string, names: (i: number) => string): void =>
    writePictures(range(0, FRAMES).map((i) => at(name, names(i))))
  const unread = ({ warnings }: Recording): string[] =>
    warnings.filter(({ code }) => code !== 'assumed-rate').map(({ message }) => message)

  it.each([
    ['log.csv', lines((i) => `${i},${steeringAt(i)}`)],
    ['angles.tsv', lines((i) => `${i}\t${steeringAt(i)}`)],
    ['labels.json', JSON.stringify([{ file: 'x', angle: 1 }])],
    ['labels.xlsx', 'PK'],
    ['damaged.csv', '\0\x01\x02'.repeat(999)],
    ['empty.csv', ''],
    ['classes.csv', 'picture,turn\n1,left\n2,straight\n3,left\n']
  ])('names %s, which is not read', async (log, text) => {
    const name = `pictures ${made++}`
    make(name, (i) => `${i}.jpg`)
    writeText(at(name, log), text)
    expect(unread(await open(name))).toEqual([
      expect.stringMatching(
        `^${log} beside the pictures of ${name} is not read; a table that Lanegaze reads has a header line`
      )
    ])
  })

  it.each([
    ['notes', 'notes.txt', 'Sunny, dry.\nSecond lap.\n'],
    ['a list of what Python needs', 'requirements.txt', 'numpy==1.26\nkeras==3\n'],
    ['the settings of a camera', 'camera.json', '{"fov": 90}']
  ])('does not name %s', async (_, file, text) => {
    const name = `pictures ${made++}`
    make(name, (i) => `${i}.jpg`)
    writeText(at(name, file), text)
    expect(unread(await open(name))).toEqual([])
  })

  it('does not name the table that is read', async () => {
    const name = `pictures ${made++}`
    make(name, (i) => `${i}.jpg`)
    writeText(at(name, 'log.csv'), `frame,steering_left_deg\n${lines((i) => `${i},${steeringAt(i)}`)}`)
    expect(unread(await open(name))).toEqual([
      'log.csv, the only table of steering beside these pictures, is read as its signals; choose another one if it is not.'
    ])
    expect(unread(await open(name, { signals: at(name, 'log.csv') }))).toEqual([])
  })

  it('names the log above it, and offers its cameras', async () => {
    makeSimulatorLog(
      at('above'),
      lines((i) => [...threePaths(i), '0.1', '0', '0', '1'].join(','))
    )
    const pictured = await open('above/IMG')
    expect(unread(pictured)).toEqual([
      'The log of IMG is not read; open the folder above for it: driving_log.csv names the pictures of three cameras, as the Udacity simulator does.'
    ])
    expect(pictured.choices).toEqual([{ option: 'camera', values: ['center', 'left', 'right'], chosen: 'center' }])
    expect(times(pictured)).toEqual(close(simulatedTimes))
    // The same where the log cannot be understood.
    makeSimulatorLog(
      at('broken'),
      lines((i) => simulated('center', i)),
      ['center']
    )
    expect(unread(await open('broken'))).toEqual([
      expect.stringMatching(/^driving_log\.csv beside the pictures of IMG is not read/)
    ])
  })

  it('names a log of steering above the folders of several cameras, unless it is a drive’s of its own', async () => {
    for (const camera of ['front', 'rear']) make(`cameras/${camera}`, (i) => `${i}.jpg`)
    const log = `time_s,steering_left_deg\n${lines((i) => `${i / 20},${steeringAt(i)}`)}`
    writeText(at('cameras/drive.csv'), log)
    writeText(at('cameras/drive.mp4'), 'whatever')
    expect(unread(await open('cameras/front'))).toEqual([])
    writeText(at('cameras/log.csv'), log)
    expect(unread(await open('cameras/front'))).toEqual([expect.stringMatching(/^\.\.\/log\.csv beside the pictures/)])
    expect(unread(await open('cameras/front', { signals: at('cameras/log.csv') }))).toEqual([])
  })

  it('names what belongs to it further off, and not what belongs to others', async () => {
    make('set/a/camera/front', (i) => `${i}.jpg`)
    writeText(
      at('set/a/labels/angles.txt'),
      lines((i) => `front/${i}.jpg ${steeringAt(i)}`)
    )
    writeText(
      at('set/other.csv'),
      lines((i) => `${i},${steeringAt(i)}`)
    )
    expect(unread(await open('set/a'))).toEqual([expect.stringMatching(/^labels.angles\.txt beside/)])
    expect(unread(await open('set'))).toEqual([expect.stringMatching(/^other\.csv, a.labels.angles\.txt beside/)])
    expect(unread(await open('set/a/camera/front'))).toEqual([])
    mkdirSync(at('set/a/camera/more'))
    writeText(at('set/a/camera/more/angles.txt'), '3.jpg 0.5\n4.jpg 0.6\n')
    expect(unread(await open('set/a/camera/front'))).toEqual([expect.stringMatching(/more.angles\.txt beside/)])
  })

  it.each([
    ['steering', (i: number) => `${i}_${steeringAt(i)}.jpg`, true],
    ['two counts', (i: number) => `lap${i >> 2}_${i}.jpg`, true],
    ['more numbers now and then', (i: number) => (i % 2 ? `${i}_${i}.jpg` : `${i}.jpg`), true],
    ['microseconds', (i: number) => `${1531883530412470 + 83333 * i}.jpg`, false],
    ['a point', (i: number) => `xy_${100 + i}_${50 - i}.jpg`, false],
    ['a count alone', (i: number) => `frame_${i}_of_2024.jpg`, false],
    ['a count and a camera', (i: number) => `${i}_cam-image_array_.jpg`, false]
  ])('says whether numbers in names are not read: %s', async (_, names, said) => {
    const name = `pictures ${made++}`
    make(name, names)
    expect(unread(await open(name)).some((message) => /nobody has said what they are|are not read/.test(message))).toBe(
      said
    )
  })

  it('has no signal that could be the steering', async () => {
    make('bare', (i) => `${i}.jpg`)
    await expect(open('bare', { steering: 'angle' })).rejects.toThrow(
      /no signal "angle" to be its steering; it has no signals/
    )
  })
})

describe('a video', () => {
  const table = `time_s,steering_left_deg\n0,1\n1,2\n`
  it('names the tables of steering beside it that are not read', async () => {
    mkdirSync(at('video'))
    makeNumberedVideo(at('video/drive.mp4'), { frames: 3 })
    writeText(at('video/log 7.csv'), table)
    writeText(at('video/notes.txt'), 'Sunny.\n')
    const { warnings } = await open('video')
    expect(warnings.map(({ message }) => message)).toEqual([
      'log 7.csv, the only table of steering beside drive.mp4, is read as its signals; choose another one if it is not.'
    ])
    writeText(at('video/log 8.csv'), table)
    expect((await open('video')).warnings.map(({ message }) => message)).toEqual([
      'log 7.csv, log 8.csv beside drive.mp4 have a column of steering and are not read; choose a table as the signals of the video, or give it its name.'
    ])
    expect(codes(await open('video', { signals: at('video/log 7.csv') }))).toEqual([])
    writeText(at('video/drive.tsv'), table.replaceAll(',', '\t'))
    expect((await open('video')).signals.map(({ role }) => role)).toEqual(['steering'])
  })
})
