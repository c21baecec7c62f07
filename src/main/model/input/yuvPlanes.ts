import { PLANES } from '../../../shared/planesLayout.ts'
import type { Node, Shape } from '../graph/graph.ts'

/** Video's YUV of 8-bit RGB (BT.601, Y in 16..235): what each of red, green and blue adds, and what it begins with. */
const matrix = {
  y: { weights: [65.481 / 255, 128.553 / 255, 24.966 / 255], offset: 16 },
  u: { weights: [-37.797 / 255, -74.203 / 255, 112 / 255], offset: 128 },
  v: { weights: [112 / 255, -93.786 / 255, -18.214 / 255], offset: 128 }
} as const

/** The pixel of a block of two by two whose Y each of the first four planes has. */
const luma: readonly (readonly [down: number, across: number])[] = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1]
]

/**
 * The nodes that make the six planes of a picture, as openpilot's `loadyuv.cl` and `frames_to_tensor` lay them out: Y of even
 * rows and columns, of odd rows and even columns, of even rows and odd columns, of odd ones; then U and V, of each block the
 * mean. It is one matrix on the blocks, of bytes: nothing is rounded, so a number differs by a half at most.
 * @param picture id of [2 height, 2 width, 3], red, green and blue from 0 to 255
 * @returns nodes of which the last is [height, width, 6]
 */
export function yuvPlanes(picture: string, [rows = 0, columns = 0]: Shape): Node[] {
  const [height, width] = [rows / 2, columns / 2]
  const node = (step: string, op: Node['op'], input: string, shape: Shape): Node => ({
    id: `${picture}/${step}`,
    op,
    inputs: [input],
    shape
  })
  const apart = node('rows', { type: 'reshape' }, picture, [height, 2, width, 6])
  const blocks = node('blocks', { type: 'permute', axes: [0, 2, 1, 3] }, apart.id, [height, width, 2, 6])
  const block = node('block', { type: 'reshape' }, blocks.id, [height, width, 12])
  const bias = Float32Array.from({ length: PLANES }, (_, plane) => matrixOf(plane).offset)
  const op = { type: 'dense', kernel: { shape: [12, PLANES], data: kernel() }, bias } as const
  return [apart, blocks, block, node('planes', op, block.id, [height, width, PLANES])]
}

const matrixOf = (plane: number) => (plane < 4 ? matrix.y : plane === 4 ? matrix.u : matrix.v)

/** [block, plane]; a block has its pixels row by row, and of each red, green and blue. */
function kernel(): Float32Array {
  return Float32Array.from({ length: 12 * PLANES }, (_, i) => {
    const [at, plane] = [Math.floor(i / PLANES), i % PLANES]
    const [down, across, colour] = [Math.floor(at / 6), Math.floor(at / 3) % 2, at % 3]
    const weight = matrixOf(plane).weights[colour]!
    const place = luma[plane]
    if (!place) return weight / 4
    return place[0] === down && place[1] === across ? weight : 0
  })
}
