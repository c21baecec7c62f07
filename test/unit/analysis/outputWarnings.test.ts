import { expect, test } from 'vitest'
import { outputWarnings } from '../../../src/main/analysis/outputWarnings.ts'
import type { SteeringUnit } from '../../../src/shared/steering.ts'

const wave = (size: number, middle = 0): number[] =>
  Array.from({ length: 100 }, (_, i) => middle + size * Math.sin(i / 7))
const cut = (values: number[]): number[] => values.map((v) => Math.min(1, Math.max(-1, v)))

const cases: [name: string, steering: number[], unit: SteeringUnit, codes: string[], words?: RegExp][] = [
  ['a drive', wave(0.4), 'normalised', []],
  ['a drive with a few hard turns', cut(wave(1.2)), 'normalised', []],
  ['a little over full lock', wave(1.3), 'normalised', []],
  ['degrees', wave(300), 'deg', []],
  [
    'the same number always',
    wave(1e-6, 0.25),
    'normalised',
    ['output-constant'],
    /same steering, left 0\.25, for every/
  ],
  ['zeros', wave(0), 'normalised', ['output-constant']],
  [
    'at full lock nearly always',
    cut(wave(90)),
    'normalised',
    ['output-saturated'],
    /9\d % .* limit, right 1\.00 or left 1\.00/
  ],
  [
    'bytes where small numbers were meant',
    wave(92, -12),
    'normalised',
    ['output-range'],
    /from right 104\.00 to left 80\.00, where full lock/
  ],
  ['radians far beyond any wheel', wave(80), 'rad', ['output-range'], /more than any steering wheel turns \(rad\)/],
  ['metres to the side', wave(12), 'm', []],
  ['curvatures of a small car', wave(2), '1/m', []],
  ['metres taken for a curvature', wave(80), '1/m', ['output-range'], /more than any car steers \(1\/m\)/],
  ['too few frames to say', [3, 3, 3], 'normalised', []]
]

test.each(cases)('%s', (_, steering, unit, codes, words) => {
  const warnings = outputWarnings(steering, unit)
  expect(warnings.map(({ code }) => code)).toEqual(codes)
  if (words) expect(warnings[0]!.message).toMatch(words)
})
