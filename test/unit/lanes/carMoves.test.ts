import { describe, expect, it } from 'vitest'
import { carMoves } from '../../../src/main/lanes/carMoves.ts'
import { BLOCKS } from '../../../src/main/lanes/glance.ts'

const glanceOf = (level: number): Uint8Array => new Uint8Array(BLOCKS).fill(level)
/** Letters are pictures, ten a second; '.' is a frame without one. */
const drive = (pictures: string): (Uint8Array | null)[] =>
  [...pictures].map((letter) => (letter === '.' ? null : glanceOf(3 * letter.charCodeAt(0) - 180)))
const movesIn = (pictures: string, speed: (number | null)[] | null = null): string =>
  carMoves(drive(pictures), 10, speed)
    .map((moves) => (moves ? 'm' : '-'))
    .join('')

it.each([
  ['moves while pictures differ', 'abcdefgh', 'mmmmmmmm'],
  ['moves where a simulator shows each picture twice', 'aabbccddee', 'mmmmmmmmmm'],
  ['moves through half a second of one picture', 'abbbbbbc', 'mmmmmmmm'],
  ['stands while one picture is shown for more than a second', 'a' + 'b'.repeat(12) + 'c', 'm' + '-'.repeat(12) + 'm'],
  ['moves where there are no pictures', '....', 'mmmm']
])('the car %s', (_, pictures, moves) => {
  expect(movesIn(pictures)).toBe(moves)
})

it('stands where its speed says so', () => {
  expect(movesIn('abcdef', [5, 0, null, 0.05, -1, 3])).toBe('m-m-mm')
})

describe('a car whose picture trembles', () => {
  /** A new picture ten times a second; standing, a tenth of the blocks differ by so many levels. */
  const pictures = (levels: number): Uint8Array[] =>
    Array.from({ length: 60 }, (_, i) =>
      i < 30 ? glanceOf((i % 2) * 10) : glanceOf(0).map((level, block) => level + (block % 10 === i % 2 ? levels : 0))
    )
  const movesAt = (drive: Uint8Array[], frame: number): boolean => carMoves(drive, 10, null)[frame]!

  it('stands where hardly anything changes for a second', () => {
    const drive = pictures(3)
    expect([20, 29, 40, 59].map((frame) => movesAt(drive, frame))).toEqual([true, true, false, false])
  })

  it('moves where a part of that is much', () => {
    expect(movesAt(pictures(20), 40)).toBe(true)
  })

  it('moves where its speed says so, whatever the pictures', () => {
    expect(carMoves(pictures(3), 10, new Array<number>(60).fill(4))[40]).toBe(true)
  })
})
