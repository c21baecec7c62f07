import { z } from 'zod'
import type { AttributeValue, Operator } from '../lowering/operator.ts'

/** Numbers of 64 bits are text in JSON. */
const whole = z.union([z.string(), z.number()]).transform(Number)
const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)])
const text = z.string().transform((base64) => Buffer.from(base64, 'base64').toString('utf8'))

const Attribute = z.looseObject({
  i: whole.optional(),
  f: number.optional(),
  b: z.boolean().optional(),
  s: text.optional(),
  list: z
    .looseObject({ i: z.array(whole).optional(), f: z.array(number).optional(), s: z.array(text).optional() })
    .optional(),
  shape: z.looseObject({ dim: z.array(z.looseObject({ size: whole.optional() })).optional() }).optional()
})

/** The nodes of a GraphDef (tensorflow/core/framework/node_def.proto) as JSON. */
export const GraphNodes = z.array(
  z.looseObject({
    name: z.string(),
    op: z.string(),
    /** `name`, `name:1` for a further result, `^name` for one that only has to run before. */
    input: z.array(z.string()).default([]),
    attr: z.record(z.string(), Attribute).default({})
  })
)
export type GraphNode = z.infer<typeof GraphNodes>[number]

/** A node as an operator; the n-th of its results is named `name:n`, the first `name`. */
export function operatorOf({ name, op: type, input, attr }: GraphNode): Operator {
  const attributes = new Map(Object.entries(attr).map(([key, value]) => [key, valueOf(value)]))
  const count = attributes.get('num_split') ?? attributes.get('num') ?? 1
  const results = typeof count === 'number' ? count : 1
  return {
    name,
    type,
    domain: '',
    inputs: input.filter((tensor) => !tensor.startsWith('^')).map((tensor) => tensor.replace(/:0$/, '')),
    outputs: Array.from({ length: results }, (_, i) => (i === 0 ? name : `${name}:${i}`)),
    attributes
  }
}

function valueOf({ i, f, b, s, list }: z.infer<typeof Attribute>): AttributeValue {
  if (b !== undefined) return b ? 1 : 0
  return i ?? f ?? s ?? list?.i ?? list?.f ?? list?.s ?? (list ? [] : null)
}
