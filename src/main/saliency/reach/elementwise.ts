import { marksOf, type Rules } from './rule.ts'

/** Layers whose numbers are made of those at their own place: all but a softmax, which reads its whole row. */
export const elementwiseRules: Rules<'affine' | 'activation' | 'add' | 'multiply'> = {
  affine({ op, read }) {
    return read.map((mark, i) => (op.scale[i % op.scale.length] === 0 ? 0 : mark))
  },

  activation({ op, shape, read }) {
    if (op.activation.kind !== 'softmax') return read
    const row = shape.at(-1)!
    const marks = marksOf(shape)
    for (let i = 0; i < read.length; i++) if (read[i]) marks.fill(1, i - (i % row), i - (i % row) + row)
    return marks
  },

  add({ read }) {
    return read
  },

  /** A constant of zeros, as a mask in the model, lets nothing through. */
  multiply({ read, constants }, which) {
    const factors = constants.filter((factor, input) => input !== which && factor !== null)
    return read.map((mark, i) => (factors.some((factor) => factor![i] === 0) ? 0 : mark))
  }
}
