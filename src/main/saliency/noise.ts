import { uniform } from '../../shared/uniform.ts'

/** Repeatable numbers of mean 0 and deviation 1 (Box & Muller 1958). */
export function normalNoise(length: number, seed: number): Float32Array {
  const next = uniform(seed)
  const values = new Float32Array(length)
  for (let i = 0; i < length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - next()))
    const angle = 2 * Math.PI * next()
    values[i] = radius * Math.cos(angle)
    if (i + 1 < length) values[i + 1] = radius * Math.sin(angle)
  }
  return values
}
