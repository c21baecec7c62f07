import { expect, it } from 'vitest'
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
