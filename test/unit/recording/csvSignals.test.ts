import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readColumns } from '../../../src/main/recording/table/csvColumns.ts'
import { openCsvSignals } from '../../../src/main/recording/table/csvSignals.ts'
import { range, temporaryFolder } from '../../../testing/recordings.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
let made = 0
function table(text: string | Uint8Array): string {
  const file = join(folder.path, `log${made++}.csv`)
  writeFileSync(file, text)
  return file
}
/** Ten seconds at 20 frames a second. */
const pictures = { frames: 200, duration: 10 }
const open = (text: string, how: 'chosen' | 'found' = 'chosen') => openCsvSignals(table(text), pictures, how)
/** A row each second from 0 to 10 s, its time counted in `ticks` a second from `zero`. */
const rows = (ticks: bigint, zero = 0n): string =>
  range(0, 11)
    .map((i) => `${zero + BigInt(i) * ticks},${i / 100}\n`)
    .join('')

describe('what columns are called', () => {
  it.each([
    ['time,steering,speed', 'time steering speed'],
    ['timestamp_ns,steering_angle_deg,vehicle_speed [km/h],throttle,brake', 'time steering speed throttle brake'],
    ['frame,time_s,steering_right_deg,yaw_rate', 'frame time steering yaw-rate'],
    ['Frame Number,Steering Angle (deg)', 'frame steering'],
    ['t,carState.steeringAngleDeg,carState.steeringTorque,carState.vEgo', 'time steering other speed'],
    ['time,steering_target,steering_angle', 'time other steering'],
    ['time,angle,gas', 'time steering throttle'],
    ['time,user/angle,user/throttle,user/mode', 'time steering throttle mode'],
    ['time,steering_rate,steering_pressed,wheel_torque', 'time other other other'],
    ['seconds,camera_angle,yaw', 'time other other']
  ])('%s', (header, roles) => {
    expect(
      readColumns(header.split(','))
        .map(({ role }) => role)
        .join(' ')
    ).toBe(roles)
  })

  it.each([
    ['steering_left_deg', 'deg', 'left'],
    ['steering_right', '', 'right'],
    ['steeringAngleDeg', 'deg', null],
    ['steering [rad]', 'rad', null]
  ])('%s says its unit and sign', (name, unit, positive) => {
    expect(readColumns([name])[0]).toMatchObject({ role: 'steering', unit, positive })
  })
})

describe('the unit of a speed', () => {
  it.each([
    ['Speed (kmph)', 'km/h'],
    ['speed_km_h', 'km/h'],
    ['speedKmH', 'km/h'],
    ['Speed [kph]', 'km/h'],
    ['velocity (km/hr)', 'km/h'],
    ['speed, kilometres per hour', 'km/h'],
    ['speed_mph', 'mph'],
    ['Speed (miles per hour)', 'mph'],
    ['speed_mps', 'm/s'],
    ['speed_m_s', 'm/s'],
    ['speed_ms', 'm/s'],
    ['Speed (m/s)', 'm/s'],
    ['velocity in meters per second', 'm/s'],
    ['speed', '']
  ])('%s', (name, unit) => {
    expect(readColumns(['time', name])[1]).toMatchObject({ role: 'speed', unit })
  })

  it.each([
    ['yaw_rate_deg_s', 'deg/s'],
    ['yaw_rate (rad/s)', 'rad/s'],
    ['yaw_rate_deg', 'deg/s']
  ])('and of a yaw rate: %s', (name, unit) => {
    expect(readColumns(['time', name])[1]).toMatchObject({ role: 'yaw-rate', unit })
  })

  it('takes no rate of steering for an angle', () => {
    expect(readColumns(['steering_deg_s', 'time_ms']).map(({ role }) => role)).toEqual(['other', 'time'])
  })
})

describe('the unit of time', () => {
  it.each([
    { name: 's', header: 'time', text: rows(1n), warnings: [] },
    { name: 'ms', header: 'time', text: rows(1_000n), warnings: [] },
    { name: 'us', header: 'time', text: rows(1_000_000n), warnings: [] },
    { name: 'ns', header: 'time', text: rows(1_000_000_000n), warnings: [] },
    { name: 'ms by name', header: 'time_ms', text: rows(1_000n), warnings: [] },
    {
      name: 'ns since 1970',
      header: 'timestamp',
      text: rows(1_000_000_000n, 1_600_000_000_123_456_789n),
      warnings: ['clock-shifted']
    },
    { name: 'ms since 1970', header: 'timestamp', text: rows(1_000n, 1_600_000_000_000n), warnings: ['clock-shifted'] },
    { name: 's since the computer started', header: 't', text: rows(1n, 90_000n), warnings: ['clock-shifted'] }
  ])('$name', async ({ header, text, warnings }) => {
    const read = await open(`${header},steering_left_deg\n${text}`)
    const times = [...(read.signals[0]?.times ?? [])]
    expect(times).toHaveLength(11)
    times.forEach((time, second) => expect(Math.abs(time - second)).toBeLessThan(1e-6))
    expect(read.warnings.map(({ code }) => code)).toEqual(warnings)
  })
})

describe('a table as other people write it', () => {
  /** Steering a half at 0 s and minus a half at 1 s; how its cells are written is said by the table. */
  const same: [string, string | Buffer, string[]][] = [
    ['times of a day', 'time,steering_left_deg\n00:00:00.000,0.5\n00:00:01.000,-0.5\n', []],
    ['minutes and seconds', 'time,steering_left_deg\n00:00.0,0.5\n00:01.0,-0.5\n', []],
    ['a clock that passes midnight', 'time,steering_left_deg\n23:59:59.5,0.5\n00:00:00.5,-0.5\n', ['clock-shifted']],
    [
      'German dates and commas',
      'Zeitstempel;steering_left_deg\n01.05.2024 10:00:00,250;0,5\n01.05.2024 10:00:01,250;-0,5\n',
      ['clock-shifted']
    ],
    ['days of a spreadsheet', `time,steering_left_deg\n45413.5,0.5\n${45413.5 + 1 / 86400},-0.5\n`, ['clock-shifted']],
    [
      'seconds and nanoseconds apart',
      'header.stamp.secs,header.stamp.nsecs,steering_left_deg\n1714557600,500000000,0.5\n1714557601,500000000,-0.5\n',
      ['clock-shifted']
    ],
    [
      'rostopic echo -p',
      '%time,field.header.frame_id,field.steering_left_deg\n1714557600000000000,base,0.5\n1714557601000000000,base,-0.5\n',
      ['clock-shifted']
    ],
    ['numpy.savetxt', '# time steering_left_deg\n0.000e+00 5.000e-01\n1.000e+00 -5.000e-01\n', []],
    ['row names of R', '"time_s","steering_left_deg"\n"1",0,0.5\n"2",1,-0.5\n', []],
    ['row numbers of pandas', ',time_s,steering_left_deg\n0,0,0.5\n1,1,-0.5\n', []],
    ['quoted decimal commas', '"time_s","steering_left_deg"\n"0,0","0,5"\n"1,0","-0,5"\n', []],
    ['units behind the numbers', 'time,steering_left\n0 ms,0.5 °\n1000 ms,-0.5 °\n', []],
    ['titles and empty lines above', 'Logger 3\nCar: x\n\ntime_s,steering_left_deg\n0,0.5\n1,-0.5\n', []],
    ['a comment between the rows', 'time_s,steering_left_deg\n0,0.5\n# lap 2\n1,-0.5\n', []],
    ['lines that end as on an old Macintosh', 'time_s,steering_left_deg\r0,0.5\r1,-0.5\r', []],
    ['Latin-1', Buffer.from('time_s;steering_left_deg;Tür\n0;0,5;zu\n1;-0,5;zu\n', 'latin1'), []],
    ['UTF-16', Buffer.from('\uFEFFtime_s\tsteering_left_deg\r\n0\t0,5\r\n1\t-0,5\r\n', 'utf16le'), []],
    [
      'UTF-16, the other way round',
      Buffer.from('\uFEFFtime_s,steering_left_deg\n0,0.5\n1,-0.5\n', 'utf16le').swap16(),
      []
    ],
    ['UTF-16 without a mark', Buffer.from('time_s,steering_left_deg\n0,0.5\n1,-0.5\n', 'utf16le'), []],
    ['thousands of milliseconds', 'time_ms;steering_left_deg\n0;0,5\n1.000;-0,5\n', []]
  ]
  it.each(same)('is read: %s', async (_, text, warnings) => {
    const read = await openCsvSignals(table(text), { frames: 21, duration: 1.05 }, 'chosen')
    const steering = read.signals.find(({ role }) => role === 'steering')
    expect(read.warnings.map(({ code }) => code)).toEqual(warnings)
    expect(steering).toMatchObject({ unit: 'deg', timeBase: 'seconds' })
    expect([...(steering?.values ?? [])]).toEqual([0.5, -0.5])
    expect([...(steering?.times ?? [])].map((time) => Math.round(1e5 * time))).toEqual(
      steering?.times[0] === 0 ? [0, 1e5] : []
    )
  })

  it('takes per cent as parts of one', async () => {
    const { signals } = await open('time,steering_left\n0,50 %\n10,-25%\n')
    expect(signals[0]).toMatchObject({ unit: 'normalised', values: Float64Array.of(0.5, -0.25) })
  })

  it('spreads rows that share whole seconds, and says so', async () => {
    const text = range(0, 40).map((i) => `2024-05-01 10:00:${String(Math.floor(i / 4)).padStart(2, '0')},${i}\n`)
    const { signals, warnings } = await open(`time,steering_left_deg\n${text.join('')}`)
    expect(warnings.map(({ code }) => code)).toEqual(['clock-shifted', 'coarse-times'])
    expect([...(signals[0]?.times ?? [])].slice(0, 6)).toEqual([0, 0.25, 0.5, 0.75, 1, 1.25])
  })

  it('takes the steering that a person chose', async () => {
    const text = 'time,Lenkwinkel,steering_left\n0,3,1\n10,4,2\n'
    const { signals } = await openCsvSignals(table(text), pictures, 'chosen', 'Lenkwinkel')
    expect(signals.map(({ name, role }) => [name, role])).toEqual([
      ['Lenkwinkel', 'steering'],
      ['steering_left', 'other']
    ])
    await expect(openCsvSignals(table(text), pictures, 'chosen', 'x')).rejects.toThrow(
      /has no column "x"; choose one of time, Lenkwinkel, steering_left/
    )
  })

  const numbered = (from: number, count: number): string =>
    `frame,steering_left_deg\n${range(from, from + count)
      .map((i) => `${i},${i}\n`)
      .join('')}`
  it.each([
    ['1 to 200 of 200 pictures', numbered(1, 200), 0, ['frames-from-1']],
    ['0 to 199', numbered(0, 200), 0, []],
    ['1 to 100, which may be either', numbered(1, 100), 1, ['frames-from-0']],
    ['1 to 199', numbered(1, 199), 1, ['frames-from-0']]
  ])('counts frames as the pictures are counted: %s', async (_, text, first, warnings) => {
    const read = await open(text)
    expect(read.signals[0]?.times[0]).toBe(first)
    expect(read.warnings.map(({ code }) => code)).toEqual(warnings)
  })

  it.each([
    ['frames of other pictures', numbered(5000, 20), /begin at 5000 and those of the pictures end at 199/],
    ['times that stand still', 'time,steering\n7,1\n7,2\n', /times of .* in "time" are the same in all 2 rows/],
    ['times that are none', 'time,steering\nx,1\ny,2\n', /times of .* in "time" cannot be read; write them as/],
    ['commas in all places', 'time_s,steering\n0,0,0,5\n0,1,0,6\n', /more cells than its header has names/],
    ['JSON', '[{"t": 0, "steering": 1}]', /is JSON, which is not read as a table of signals/],
    ['a picture', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 1, 2]), /is not text; choose a table of signals/]
  ])('is refused by name: %s', async (_, text, message) => {
    await expect(openCsvSignals(table(text), pictures, 'chosen')).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(message) as string
    })
  })
})

describe('a table of signals', () => {
  it('gives steering with its unit and sign, and everything else that is a number', async () => {
    const { signals, warnings } = await open(
      'time_s,steering_right_deg,speed_kmh,note,rpm\n0,-3,50,go,900\n10,4,60,,1000\n'
    )
    expect(signals).toEqual([
      {
        name: 'steering_right_deg',
        role: 'steering',
        unit: 'deg',
        convention: { unit: 'deg', positive: 'right' },
        timeBase: 'seconds',
        times: Float64Array.of(0, 10),
        values: Float64Array.of(-3, 4)
      },
      {
        name: 'speed_kmh',
        role: 'speed',
        unit: 'km/h',
        convention: null,
        timeBase: 'seconds',
        times: Float64Array.of(0, 10),
        values: Float64Array.of(50, 60)
      },
      {
        name: 'rpm',
        role: 'other',
        unit: '',
        convention: null,
        timeBase: 'seconds',
        times: Float64Array.of(0, 10),
        values: Float64Array.of(900, 1000)
      }
    ])
    expect(warnings).toEqual([])
  })

  it('goes by frame numbers where there are some', async () => {
    const { signals } = await open('frame,time,steering_left_deg\n0,0,1\n100,5,2\n199,9.95,3\n')
    expect(signals.map(({ timeBase, times }) => [timeBase, ...times])).toEqual([['frames', 0, 100, 199]])
  })

  it.each([
    ['semicolons and decimal commas', '\uFEFFtime;steering_left_deg\r\n0;1,5\r\n10;-2,5\r\n', [1.5, -2.5]],
    ['tabs and quotes', '"time"\t"steering_left_deg"\n"0"\t"1.5"\n"10"\t"-2.5e0"\n', [1.5, -2.5]],
    [
      'spaces after commas, short and long rows',
      'time, steering_left_deg\n0, 1.5\n5\n10, 7.99E-05, 8\n',
      [1.5, NaN, 7.99e-5]
    ]
  ])('reads %s', async (_, text, values) => {
    const { signals } = await open(text)
    expect([...(signals[0]?.values ?? [])]).toEqual(values)
  })

  const odd: { name: string; text: string; code: string; message: RegExp }[] = [
    {
      name: 'rows out of order',
      text: 'time,steering_left_deg\n0,1\n6,3\n5,2\n10,4\n',
      code: 'log-unsorted',
      message: /go back at row 3/
    },
    {
      name: 'rows without a time',
      text: 'time,steering_left_deg\n0,1\n,2\nx,3\n10,4\n',
      code: 'rows-without-time',
      message: /^2 rows/
    },
    {
      name: 'empty and NaN cells',
      text: 'time,steering_left_deg\n0,1\n3,\n6,nan\n10,4\n',
      code: 'empty-cells',
      message: /^2 cells of "steering_left_deg"/
    },
    {
      name: 'a longer log',
      text: 'time_s,steering_left_deg\n0,1\n20,4\n',
      code: 'log-longer',
      message: /goes on to 20\.0 s and the pictures end at 10\.0 s/
    },
    {
      name: 'a shorter log',
      text: 'time_s,steering_left_deg\n0,1\n4,4\n',
      code: 'log-shorter',
      message: /ends at 4\.0 s and the pictures at 10\.0 s/
    },
    {
      name: 'more rows than frames',
      text: 'frame,steering_left_deg\n0,1\n300,4\n',
      code: 'log-longer',
      message: /goes on to frame 300 and the pictures end at frame 199/
    },
    {
      name: 'a sign that is not said',
      text: 'time,steering_deg\n0,1\n10,4\n',
      code: 'steering-sign-unknown',
      message: /does not say which way "steering_deg" turns/
    },
    {
      name: 'a small unit that is not said',
      text: 'time,steering_left\n0,1\n10,-0.4\n',
      code: 'steering-unit-guessed',
      message: /-1 to 1 of full lock/
    },
    {
      name: 'a large unit that is not said',
      text: 'time,steering_left\n0,1\n10,-40\n',
      code: 'steering-unit-guessed',
      message: /taken as degrees/
    }
  ]
  it.each(odd)('warns of $name', async ({ text, code, message }) => {
    const { signals, warnings } = await open(text)
    expect(signals).toHaveLength(1)
    expect(warnings.map((warning) => warning.code)).toEqual([code])
    expect(warnings[0]?.message).toMatch(message)
  })

  it('puts rows in order of time with their values', async () => {
    const { signals } = await open('time,steering_left_deg\n0,1\n6,3\n5,2\n10,4\n')
    expect([...(signals[0]?.times ?? []), ...(signals[0]?.values ?? [])]).toEqual([0, 5, 6, 10, 1, 2, 3, 4])
  })

  const lines = (line: (i: number) => string, count = 200): string => range(0, count).map(line).join('\n')
  it.each([
    ['stands still', () => '0'],
    ['begins again each second', (i: number) => String(i % 20)],
    ['begins again at each row', (i: number) => String(i % 3)]
  ])('goes by its times where its frame_id %s', async (_, id) => {
    const { signals, warnings } = await open(
      `frame_id,time_s,steering_left_deg\n${lines((i) => `${id(i)},${i / 20},${i / 10}`)}`
    )
    const steering = signals.find(({ role }) => role === 'steering')
    expect(steering).toMatchObject({ timeBase: 'seconds' })
    expect([...(steering?.times ?? [])].slice(0, 3)).toEqual([0, 0.05, 0.1])
    expect(warnings).toEqual([])
  })

  it('goes by frame numbers that come several times, in order', async () => {
    const { signals } = await open(
      `frame,time_s,steering_left_deg\n${lines((i) => `${Math.floor(i / 4)},${i / 20},${i / 10}`)}`
    )
    expect(signals[0]).toMatchObject({ timeBase: 'frames' })
  })

  it('takes no number that is beyond all for one', async () => {
    const { signals, warnings } = await open(
      `time_s,steering_left\n${lines((i) => `${i / 20},${i === 7 ? '1e999' : 0.5}`)}`
    )
    expect(signals[0]?.values[7]).toBeNaN()
    expect(signals[0]?.convention).toEqual({ unit: 'normalised', positive: 'left' })
    expect(warnings.map(({ code }) => code)).toEqual(['empty-cells', 'steering-unit-guessed'])
  })

  const refused: [string, string, RegExp][] = [
    [
      'numbers torn by decimal commas',
      `time_s,steering_left,speed\n${lines((i) => `${(i / 20).toFixed(2)},0,${i},12,5`)}`,
      /^Most rows of log\d+\.csv have more cells than its header has names; if its numbers have decimal commas/
    ],
    [
      'numbers that are torn once the car moves',
      `time_ms,steering_left\n${lines((i) => (i < 9000 ? `${50 * i},0` : `${50 * i},0,16`), 10_000)}`,
      /^1000 rows of log\d+\.csv have more cells than its header has names; if its numbers have decimal commas/
    ],
    [
      'one frame number for all',
      `frame,steering_left\n${lines((i) => `0,${i / 1000}`)}`,
      /^The frame numbers of log\d+\.csv in "frame" are 0 in all 200 rows; number its rows/
    ],
    [
      'no steering column',
      'time,speed\n0,1\n10,2\n',
      /^log\d+\.csv has no steering column \(it has time, speed\); call the right one "steering"/
    ],
    ['no time', 'steering,speed\n0,1\n', /^log\d+\.csv has no column of times or frame numbers/],
    ['no header', '0,1\n1,2\n', /^log\d+\.csv has no header line; add one/],
    ['no rows', 'time,steering\n', /^log\d+\.csv has a header line but no rows/],
    ['nothing at all', '', /^log\d+\.csv is empty/]
  ]
  it.each(refused)('is refused with %s when it was chosen', async (_, text, message) => {
    await expect(open(text)).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(message) as string
    })
  })
  it.each(refused)('is only warned of with %s when it was found', async (_, text, message) => {
    const { warnings } = await open(text, 'found')
    expect(warnings).toHaveLength(1)
    expect(warnings[0]?.message).toMatch(message)
  })
})
