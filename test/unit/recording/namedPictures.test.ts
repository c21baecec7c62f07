import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readNames } from '../../../src/main/recording/names/namedPictures.ts'
import { nameSignals } from '../../../src/main/recording/names/nameSignals.ts'
import { nameTimes } from '../../../src/main/recording/names/nameTimes.ts'
import { InputError } from '../../../src/shared/errors.ts'
import { numbersInName, uuidTicks } from '../../../src/shared/nameNumbers.ts'
import { NameNumber, type OpenWith, type Warning } from '../../../src/shared/recording.ts'

const texts = (name: string): string[] => numbersInName(name).map(({ text }) => text)

describe('the numbers in a name', () => {
  it.each([
    ['00078469_LEFT_-0.100000_0.500000_0.000000.jpg', ['00078469', '-0.100000', '0.500000', '0.000000']],
    ['xy_112_080_00000007-1111-11eb-8888-0242ac120002.jpg', ['112', '080']],
    [
      'n015-2018-07-18-11-07-57+0800__CAM_FRONT__1531883530412470.jpg',
      ['015', '2018-07-18-11-07-57', '0800', '1531883530412470']
    ],
    ['frame12_a7.99e-05.png', ['12', '7.99e-05']],
    ['IMG-5.jpg', ['5']],
    ['none.jpg', []]
  ])('%s', (name, expected) => expect(texts(name)).toEqual(expected))

  it.each([
    ['center_2016_12_01_13_30_48_287.jpg', Date.UTC(2016, 11, 1, 13, 30, 48, 287)],
    ['IMG_20260512_101512.jpg', Date.UTC(2026, 4, 12, 10, 15, 12)],
    ['1531883530412470.jpg', 1531883530412.47],
    ['1479425441182877835.jpg', 1479425441182.877],
    ['1531883530.412470.jpg', 1531883530412.47]
  ])('%s tells the time', (name, milliseconds) => {
    const [clock] = numbersInName(name)
    expect(clock).toMatchObject({ isClock: true, value: expect.closeTo(milliseconds, 1) as number })
  })

  it('are found where they stand, whatever stands between them', () => {
    const word = fc.constantFrom('_', '__cam_', ' v', '_x=', '_LEFT_')
    const number = fc.oneof(
      fc.integer({ min: 0, max: 99_999 }),
      fc.integer({ min: -9999, max: 9999 }).map((n) => n / 1000)
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(word, number), { minLength: 1, maxLength: 6 }), (parts) => {
        const name = `${parts.map(([between, value]) => `${between}${value < 0 && /[a-z]$/i.test(between) ? '_' : ''}${value}`).join('')}.jpg`
        const found = numbersInName(name)
        expect(found.map(({ value }) => value)).toEqual(parts.map(([, value]) => value))
        for (const { text, start, end } of found) expect(name.slice(start, end)).toBe(text)
      })
    )
  })

  it('takes the ticks of a UUID of version 1 alone', () => {
    // RFC 9562, appendix A.1: 22 February 2022, 14:22:22 in New York.
    const ticks = uuidTicks('C232AB00-9414-11EC-B3C8-9F6BDECED846')
    expect(Number(ticks! - 0x01b21dd213814000n) / 10_000).toBe(Date.UTC(2022, 1, 22, 19, 22, 22))
    expect(uuidTicks('919108f7-52d1-4320-9bac-f847db4148a8')).toBeNull()
  })
})

describe('pictures by their names', () => {
  const read = (names: readonly string[], options: OpenWith = {}) => {
    const warnings: Warning[] = []
    const named = readNames(names, 'set', options)
    const signals = nameSignals(named, 'set', warnings)
    const { times, rate } = nameTimes(named, 'set', 20, warnings)
    return { named, signals, times: [...times], rate, files: named.ordered.names.map(({ name }) => name), warnings }
  }

  it('leave a gap where a frame of a camera is missing', () => {
    const names = [0, 1, 2, 3, 4, 5, 9, 10, 11].map((i) => `${i}_${['MAIN', 'LEFT', 'RIGHT'][i % 3]}_0.${i}_0.5_0.jpg`)
    const { times, rate } = read(names)
    expect(rate).toBeCloseTo(20 / 3, 9)
    expect(times).toEqual([0, 0.15, 0.45].map((at) => expect.closeTo(at, 9) as number))
  })

  it("warn of what the CARLA recorder did to a side camera's steering", () => {
    const names = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) => `${i}_${['MAIN', 'LEFT', 'RIGHT'][i % 3]}_0.${i}_0.5_0.jpg`)
    const said = (options: OpenWith) => read(names, options).named.warnings.filter(({ code }) => code === 'side-camera')
    expect(said({})).toEqual([])
    expect(said({ camera: 'LEFT' })[0]?.message).toMatch(/the camera LEFT: .*0\.25.*choose the camera MAIN/)
    expect(said({ camera: 'RIGHT' })).toHaveLength(1)
  })

  it('take only what a person says of them, each number by its meaning', () => {
    const names = [3, 1, 2].map((i) => `s${i / 10}_n${i}_t${10 * i}.png`)
    const { files, signals } = read(names, { names: ['steering', 'frame', 'other'] })
    expect(files).toEqual([names[1], names[2], names[0]])
    expect(signals.map(({ name, role, values }) => [name, role, [...values]])).toEqual([
      ['steering', 'steering', [0.1, 0.2, 0.3]],
      ['other 3', 'other', [10, 20, 30]]
    ])
  })

  it('ask what numbers are that nobody knows, beginning with what they may be', () => {
    const names = Array.from({ length: 9 }, (_, i) => `lap2_${i}_${(i / 9).toFixed(3)}.jpg`)
    expect(read(names).named.asked).toEqual({ examples: names, numbers: ['none', 'frame', 'steering'], isRead: false })
    expect(read(names, { names: ['none', 'frame', 'steering'] }).named.asked).toMatchObject({ isRead: true })
    expect(read(names.map((_, i) => `${i}.jpg`)).named.asked).toBeNull()
  })

  it('are all kept in some order or told of, whatever they are called and whatever is said', () => {
    const name = fc.stringMatching(/^[a-zA-Z0-9_.\- ]{1,24}$/).map((stem) => `${stem}.jpg`)
    const said = fc.option(fc.array(fc.constantFrom(...NameNumber.options), { minLength: 1, maxLength: 4 }), {
      nil: undefined
    })
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 30 }), said, (names, numbers) => {
        let found: ReturnType<typeof read>
        try {
          found = read(names, numbers ? { names: numbers } : {})
        } catch (error) {
          if (numbers && error instanceof InputError) return
          throw error
        }
        const { files, times, signals, named, warnings } = found
        expect(new Set(files).size).toBe(files.length)
        expect(files.every((file) => names.includes(file))).toBe(true)
        const all = [...named.warnings, ...warnings]
        const left = names.length - files.length
        if (left > 0) expect(named.choices.length > 0 || all.some(({ code }) => code === 'other-names')).toBe(true)
        expect(times).toHaveLength(files.length)
        expect(times.every((time, i) => Number.isFinite(time) && time >= (times[i - 1] ?? 0))).toBe(true)
        for (const { values } of signals) expect(values).toHaveLength(files.length)
      })
    )
  })
})
