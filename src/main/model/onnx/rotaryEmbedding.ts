import type { OperatorCall, OperatorImporter } from '../lowering/call.ts'
import { constant, type Constant } from '../lowering/constant.ts'
import { alongAxis, combined, scaled } from '../lowering/elementwise.ts'
import { picked } from '../lowering/folding.ts'
import { sizesOf } from '../lowering/value.ts'

/**
 * RotaryEmbedding (Su 2021, arXiv 2104.09864): pairs of numbers of each row turned by an angle of the row's place, as
 * x cos + turned(x) sin, where `turned` is a matrix that makes (-b, a) of each pair (a, b).
 */
const rotaryEmbedding: OperatorImporter = (call) => {
  const value = call.value(0)
  const own = sizesOf(value)
  // [rows, heads * head] or [heads, rows, head].
  const isFlat = own.length === 2
  const heads = isFlat ? call.int('num_heads', 1) : own[0]!
  const rows = isFlat ? own[0]! : own[1]!
  const head = isFlat ? own[1]! / heads : own[2]!
  const turning = call.int('rotary_embedding_dim', 0) || head
  const apart = isFlat ? call.reshaped(value, [rows, heads, head], { step: 'heads' }) : value
  const [cosines, sines] = [angles(call, 1, rows, turning / 2), angles(call, 2, rows, turning / 2)]
  const pairs = pairsOf(turning, call.int('interleaved', 0) === 1)
  const spread = (of: Constant, rest: number): Constant => {
    const place = new Map(pairs.flatMap(([a, b], i) => [[a, i] as const, [b, i] as const]))
    const values = Array.from({ length: rows * head }, (_, at) => {
      const pair = place.get(at % head)
      return pair === undefined ? rest : of.values[Math.floor(at / head) * pairs.length + pair]!
    })
    return constant(isFlat ? [rows, 1, head] : [rows, head], values)
  }
  const kernel = new Float32Array(head * head)
  for (const [a, b] of pairs) {
    kernel[b * head + a] = -1
    kernel[a * head + b] = 1
  }
  const zero = constant([], [0])
  const turned = alongAxis(call, apart, 2, { shape: [head, head], data: kernel }, 'turned')
  const sum = combined(
    call,
    'add',
    scaled(call, apart, spread(cosines, 1), zero),
    scaled(call, turned, spread(sines, 0), zero)
  )
  return isFlat ? call.reshaped(sum, own) : sum
}

/** Which numbers of a head are turned together. */
const pairsOf = (turning: number, interleaved: boolean): [number, number][] =>
  Array.from({ length: turning / 2 }, (_, i) => (interleaved ? [2 * i, 2 * i + 1] : [i, i + turning / 2]))

/** The cosines or sines of each row, [rows, half]; the same for every picture of a batch. */
function angles(call: OperatorCall, index: number, rows: number, half: number): Constant {
  const cache = call.constant(index)
  const places = call.optional(3)
  const { values } = places ? picked(call, cache, places, 0) : cache
  const [first, count] = [values.slice(0, rows * half), values.length / (rows * half)]
  if (!Number.isInteger(count) || !values.every((v, i) => v === first[i % first.length])) {
    call.refuse(
      'turns the rows of each picture of a batch by angles of their own',
      'export it for one picture at a time'
    )
  }
  return { dims: [rows, half], values: first, integer: false }
}

export const rotaryOperators: Record<string, OperatorImporter> = { RotaryEmbedding: rotaryEmbedding }
