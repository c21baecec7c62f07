import { expect, it } from 'vitest'
import { createNoise } from '../world/noise.ts'
import { createRandom } from '../world/random.ts'

it('the same seed gives the same stream, another seed another one', () => {
  const draw = (seed: string): number[] => {
    const random = createRandom(seed)
    return Array.from({ length: 50 }, random.next)
  }
  expect(draw('one')).toEqual(draw('one'))
  expect(draw('one')).not.toEqual(draw('two'))
})

it('a fork does not depend on what its parent has drawn', () => {
  const parent = createRandom('parent')
  const early = parent.fork('child').next()
  parent.next()
  expect(parent.fork('child').next()).toBe(early)
})

it('numbers are uniform and normal as they say', () => {
  const random = createRandom('moments')
  const count = 40_000
  const uniform = Array.from({ length: count }, random.next)
  const normal = Array.from({ length: count }, random.normal)
  const mean = (list: number[]): number => list.reduce((a, b) => a + b) / list.length
  const variance = (list: number[]): number => mean(list.map((v) => v * v)) - mean(list) ** 2
  expect(mean(uniform)).toBeCloseTo(0.5, 2)
  expect(variance(uniform)).toBeCloseTo(1 / 12, 2)
  expect(Math.abs(mean(normal))).toBeLessThan(0.02)
  expect(variance(normal)).toBeCloseTo(1, 1)
})

it('noise is zero at its lattice, continuous and bounded', () => {
  const noise = createNoise(createRandom('noise'))
  expect(noise(3, 7)).toBeCloseTo(0, 12)
  for (let x = 0; x < 20; x += 0.05) {
    expect(Math.abs(noise(x, 1.3))).toBeLessThan(1.5)
    expect(Math.abs(noise(x + 1e-6, 1.3) - noise(x, 1.3))).toBeLessThan(1e-4)
  }
})
