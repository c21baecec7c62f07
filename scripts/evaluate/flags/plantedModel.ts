import type { Graph, Pads } from '../../../src/main/model/graph/graph.ts'
import type { SteeringHead } from '../../../src/main/model/model.ts'
import type { Recipe } from '../../../src/shared/recipe.ts'
import { seeded } from '../../../testing/seeded.ts'

/** What the planted model sees: the whole picture. */
export const plantedRecipe: Recipe = {
  version: 2,
  crop: null,
  beforeResize: [],
  resize: { width: 160, height: 72, filter: 'area' },
  afterResize: [],
  scale: { multiply: 1 / 255, add: 0 }
}

export const plantedHead: SteeringHead = { output: 'steering', index: 0, unit: 'normalised', positive: 'left' }

const KERNEL = { height: 3, width: 7 }
/** None: beyond the picture everything would be darker than within, like the side of a bar. */
const pads: Pads = [0, 0, 0, 0]

/**
 * A steering network built by hand. Its first layer has two filters: one answers to narrow bright bars, as lane
 * markings are, the other, louder, to the planted colour (red and blue without green). So it looks at the markings,
 * and at the planted place where that is to be seen. The layers behind pass both on.
 */
export function plantedModel(): Graph {
  const { width, height } = plantedRecipe.resize
  const behind = (length: number, kernel: number): number => Math.floor((length - kernel) / 2) + 1
  const first = [behind(height, KERNEL.height), behind(width, KERNEL.width), 2] as const
  const second = [behind(first[0], 3), behind(first[1], 3), 2] as const
  const inputs = second[0] * second[1] * second[2]
  const random = seeded(17)
  return {
    input: { id: 'picture', shape: [height, width, 3] },
    nodes: [
      {
        id: 'look',
        op: {
          type: 'conv2d',
          kernel: { shape: [KERNEL.height, KERNEL.width, 3, 2], data: firstKernel() },
          bias: Float32Array.of(-0.06, -0.15),
          strides: [2, 2],
          dilations: [1, 1],
          pads
        },
        inputs: ['picture'],
        shape: first
      },
      { id: 'looked', op: { type: 'activation', activation: { kind: 'relu' } }, inputs: ['look'], shape: first },
      {
        id: 'gather',
        op: {
          type: 'conv2d',
          kernel: { shape: [3, 3, 2, 2], data: gatherKernel() },
          bias: null,
          strides: [2, 2],
          dilations: [1, 1],
          pads
        },
        inputs: ['looked'],
        shape: second
      },
      { id: 'gathered', op: { type: 'activation', activation: { kind: 'relu' } }, inputs: ['gather'], shape: second },
      { id: 'flat', op: { type: 'reshape' }, inputs: ['gathered'], shape: [inputs] },
      {
        id: 'steer',
        op: {
          type: 'dense',
          kernel: { shape: [inputs, 1], data: Float32Array.from({ length: inputs }, () => (random() - 0.5) / 50) },
          bias: null
        },
        inputs: ['flat'],
        shape: [1]
      }
    ],
    outputs: { steering: 'steer' }
  }
}

/** [height, width, 3, 2]: bars brighter than both sides of them; the planted colour. */
function firstKernel(): Float32Array {
  const kernel = new Float32Array(KERNEL.height * KERNEL.width * 3 * 2)
  const middle = (KERNEL.width - 1) / 2
  for (let y = 0; y < KERNEL.height; y++)
    for (let x = 0; x < KERNEL.width; x++)
      for (let c = 0; c < 3; c++) {
        const at = ((y * KERNEL.width + x) * 3 + c) * 2
        const isMiddle = Math.abs(x - middle) <= 1
        kernel[at] = (isMiddle ? 1 / 3 : -1 / 4) / (3 * KERNEL.height)
        kernel[at + 1] = (0.5 * (c === 1 ? -2 : 1)) / (KERNEL.height * KERNEL.width)
      }
  return kernel
}

/** [3, 3, 2, 2]: each channel smoothed by itself. */
function gatherKernel(): Float32Array {
  const kernel = new Float32Array(3 * 3 * 2 * 2)
  for (let place = 0; place < 9; place++) for (let c = 0; c < 2; c++) kernel[place * 4 + c * 2 + c] = 1 / 9
  return kernel
}
