import type { Case } from '../case.ts'

export default {
  about:
    'ONNX of two kilobytes whose constants (Tile, Concat, ConstantOfShape, Expand, Range) make 1e8 to 1e12 numbers.',
  async make() {},
  expect: [],
  listedOnly: 'takes all memory, hangs, or ends in an error inside the program; hardening of models'
} satisfies Case
