import { arithmetic, broadcastDims, each, type Folder, stretched } from '../lowering/folding.ts'

/** Operators on constants that work number by number. */

/** Whole numbers that are 1 for what is true. */
const comparison = (isTrue: (a: number, b: number) => boolean): Folder => {
  const compare = arithmetic((a, b) => (isTrue(a, b) ? 1 : 0))
  return (call) => ({ ...compare(call), integer: true })
}

const where: Folder = (call) => {
  const parts = [call.constant(0), call.constant(1), call.constant(2)] as const
  const dims = parts.reduce<number[]>((all, part) => broadcastDims(call, all, part.dims), [])
  const [is, then, otherwise] = parts.map((part) => stretched(part, dims).values)
  return { dims, values: is!.map((v, i) => (v === 0 ? otherwise![i]! : then![i]!)), integer: parts[1].integer }
}

/** Several constants, joined two by two. */
const together = (join: (a: number, b: number) => number): Folder => {
  return (call) => {
    if (call.operands.length === 0) return call.refuse('is given nothing', 'export the model again')
    return call.operands
      .map((_, i) => call.constant(i))
      .reduce((a, b) => {
        const dims = broadcastDims(call, a.dims, b.dims)
        const right = stretched(b, dims).values
        return { dims, values: stretched(a, dims).values.map((v, i) => join(v, right[i]!)), integer: a.integer }
      })
  }
}

export const foldedNumbers: Readonly<Record<string, Folder>> = {
  Add: arithmetic((a, b) => a + b),
  Sub: arithmetic((a, b) => a - b),
  Mul: arithmetic((a, b) => a * b),
  Div: arithmetic((a, b) => a / b),
  Pow: arithmetic((a, b) => a ** b),
  Neg: each((v) => -v),
  Sqrt: each(Math.sqrt),
  Reciprocal: each((v) => 1 / v),
  Floor: each(Math.floor),
  Ceil: each(Math.ceil),
  Round: each((v) => (Math.abs(v % 1) === 0.5 ? 2 * Math.round(v / 2) : Math.round(v))),
  Abs: each(Math.abs),
  Sign: each(Math.sign),
  Exp: each(Math.exp),
  Log: each(Math.log),
  Sin: each(Math.sin),
  Cos: each(Math.cos),
  Tanh: each(Math.tanh),
  Sigmoid: each((v) => 1 / (1 + Math.exp(-v))),
  Relu: each((v) => Math.max(0, v)),
  Mod: arithmetic((a, b) => a - b * Math.floor(a / b)),
  Not: each((v) => (v === 0 ? 1 : 0)),
  And: arithmetic((a, b) => a * b),
  Or: arithmetic((a, b) => (a + b > 0 ? 1 : 0)),
  Xor: arithmetic((a, b) => (a === b ? 0 : 1)),
  Equal: comparison((a, b) => a === b),
  Greater: comparison((a, b) => a > b),
  GreaterOrEqual: comparison((a, b) => a >= b),
  Less: comparison((a, b) => a < b),
  LessOrEqual: comparison((a, b) => a <= b),
  Where: where,
  Clip: (call) => {
    const [least = -Infinity] = call.numbers('min', 1) ?? []
    const [most = Infinity] = call.numbers('max', 2) ?? []
    return each((v) => Math.min(Math.max(v, least), most))(call)
  },
  Max: together(Math.max),
  Min: together(Math.min)
}
