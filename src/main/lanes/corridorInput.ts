/** Size of the pictures that the corridor network sees, in pixels. */
export const CORRIDOR_INPUT = { width: 160, height: 96 } as const

/**
 * Makes the corridor network's input of a picture of any shape: its pixels averaged over 160 x 96 fields.
 * @returns writes RGB, [96, 160, 3], 0..1, of a picture, RGB [height, width, 3], 8 bit, at `at` of `into`
 */
export function corridorInput(
  width: number,
  height: number
): (rgb: Uint8Array, into: Float32Array, at: number) => void {
  const columns = fieldsOf(width, CORRIDOR_INPUT.width)
  const rows = fieldsOf(height, CORRIDOR_INPUT.height)
  const narrow = new Float32Array(height * CORRIDOR_INPUT.width * 3)
  return (rgb, into, at) => {
    for (let y = 0; y < height; y++)
      columns.forEach(({ first, weights }, column) => {
        const to = (y * CORRIDOR_INPUT.width + column) * 3
        for (let c = 0; c < 3; c++) {
          let sum = 0
          for (let i = 0; i < weights.length; i++) sum += weights[i]! * rgb[(y * width + first + i) * 3 + c]!
          narrow[to + c] = sum
        }
      })
    const line = CORRIDOR_INPUT.width * 3
    rows.forEach(({ first, weights }, row) => {
      for (let x = 0; x < line; x++) {
        let sum = 0
        for (let i = 0; i < weights.length; i++) sum += weights[i]! * narrow[(first + i) * line + x]!
        into[at + row * line + x] = sum / 255
      }
    })
  }
}

/** Which of `from` values each of `to` fields covers, and how much of each, together 1. */
function fieldsOf(from: number, to: number): { first: number; weights: Float32Array }[] {
  return Array.from({ length: to }, (_, field) => {
    const [begin, end] = [(field * from) / to, ((field + 1) * from) / to]
    const first = Math.floor(begin)
    const count = Math.max(1, Math.min(from, Math.ceil(end - 1e-9)) - first)
    const part = (i: number): number => Math.min(end, first + i + 1) - Math.max(begin, first + i)
    return { first, weights: Float32Array.from({ length: count }, (_, i) => part(i) / (end - begin)) }
  })
}
