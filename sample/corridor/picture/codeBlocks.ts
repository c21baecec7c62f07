import type { Canvas } from './canvas.ts'

const SIZE = 8
/** The cosine transform of eight values (ITU-T T.81, A.3.3). */
const cosines = Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
  const [k, n] = [Math.floor(i / SIZE), i % SIZE]
  return Math.sqrt((k === 0 ? 1 : 2) / SIZE) * Math.cos(((2 * n + 1) * k * Math.PI) / (2 * SIZE))
})
const block = new Float32Array(SIZE * SIZE)
const half = new Float32Array(SIZE * SIZE)

/**
 * Loses what JPEG loses: brightness in blocks of 8x8 keeps frequencies in steps that grow with them, colour is halved.
 * @param step of the lowest frequency, as a part of the whole range
 */
export function codeBlocks({ width, height, rgb }: Canvas, step: number): void {
  for (let top = 0; top + SIZE <= height; top += SIZE)
    for (let left = 0; left + SIZE <= width; left += SIZE) {
      const at = (i: number): number => ((top + Math.floor(i / SIZE)) * width + left + (i % SIZE)) * 3
      for (let i = 0; i < block.length; i++) {
        const pixel = at(i)
        block[i] = 0.3 * rgb[pixel]! + 0.59 * rgb[pixel + 1]! + 0.11 * rgb[pixel + 2]!
      }
      const before = block.slice()
      transform(false)
      for (let i = 0; i < block.length; i++) {
        const wide = step * (1 + 0.6 * ((i % SIZE) + Math.floor(i / SIZE)))
        block[i] = Math.round(block[i]! / wide) * wide
      }
      transform(true)
      for (let i = 0; i < block.length; i++) for (let c = 0; c < 3; c++) rgb[at(i) + c]! += block[i]! - before[i]!
    }
}

/** Both ways over `block`, forth or back. */
function transform(back: boolean): void {
  const weight = (k: number, n: number): number => (back ? cosines[n * SIZE + k]! : cosines[k * SIZE + n]!)
  for (let y = 0; y < SIZE; y++)
    for (let k = 0; k < SIZE; k++) {
      let sum = 0
      for (let n = 0; n < SIZE; n++) sum += weight(k, n) * block[y * SIZE + n]!
      half[y * SIZE + k] = sum
    }
  for (let x = 0; x < SIZE; x++)
    for (let k = 0; k < SIZE; k++) {
      let sum = 0
      for (let n = 0; n < SIZE; n++) sum += weight(k, n) * half[n * SIZE + x]!
      block[k * SIZE + x] = sum
    }
}
