import { z } from 'zod'
import type { AttributeValue, Operator } from '../lowering/operator.ts'
import type { NodeDef, TensorProto, TensorShape } from './graphProto.ts'
import { typeName } from './tensorTypes.ts'

/** Numbers of 64 bits are text in JSON. */
const whole = z.union([z.string(), z.number()]).transform(Number)
const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)])
const text = z.string().transform((base64) => Buffer.from(base64, 'base64').toString('utf8'))
const Shape = z.looseObject({
  dim: z.array(z.looseObject({ size: whole.optional() })).default([]),
  unknownRank: z.boolean().optional()
})

const JsonAttribute = z.looseObject({
  i: whole.optional(),
  f: number.optional(),
  b: z.boolean().optional(),
  s: text.optional(),
  type: z.string().optional(),
  list: z
    .looseObject({ i: z.array(whole).optional(), f: z.array(number).optional(), s: z.array(text).optional() })
    .optional(),
  shape: Shape.optional()
})

/** What an attribute of a node holds: one of these. */
export interface Attribute {
  i?: number | undefined
  f?: number | undefined
  b?: boolean | undefined
  s?: string | undefined
  /** A type of number: 'DT_FLOAT'. */
  type?: string | undefined
  list?:
    | { i?: readonly number[] | undefined; f?: readonly number[] | undefined; s?: readonly string[] | undefined }
    | undefined
  shape?: TensorShape | undefined
  tensor?: TensorProto | undefined
  /** Name of a function. */
  func?: string | undefined
}

/** A node of a GraphDef (tensorflow/core/framework/node_def.proto). */
export interface GraphNode {
  name: string
  op: string
  /** `name`, `name:1` for a further result, `^name` for one that only has to run before. */
  input: readonly string[]
  attr: ReadonlyMap<string, Attribute>
}

/** The nodes of a GraphDef as JSON. */
export const GraphNodes = z.array(
  z.looseObject({
    name: z.string(),
    op: z.string(),
    input: z.array(z.string()).default([]),
    attr: z
      .record(z.string(), JsonAttribute)
      .default({})
      .transform((record): ReadonlyMap<string, Attribute> => new Map(Object.entries(record)))
  })
)

/** A node as it lies in a file of protobuf. */
export function graphNode({ name = '', op = '', input, attr }: NodeDef): GraphNode {
  return {
    name,
    op,
    input,
    attr: new Map(attr.map(({ key = '', value }) => [key, attributeOf(value)]))
  }
}

function attributeOf({
  s,
  list,
  type,
  func,
  ...others
}: NonNullable<NodeDef['attr'][number]['value']> = {}): Attribute {
  return {
    ...others,
    ...(s && { s: utf8(s) }),
    ...(type !== undefined && { type: typeName(type) }),
    ...(func && { func: func.name ?? '' }),
    ...(list && { list: stated({ ...list, s: list.s.map(utf8) }) })
  }
}

/** Of a list only what it holds. */
function stated({ i, f, s }: { i: number[]; f: number[]; s: string[] }): Attribute['list'] {
  return { ...(i.length > 0 && { i }), ...(f.length > 0 && { f }), ...(s.length > 0 && { s }) }
}

const utf8 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')

/** Operators that give back as many tensors as they are given. */
const alike: ReadonlySet<string> = new Set(['IdentityN'])

/** A node as an operator; the n-th of its results is named `name:n`, the first `name`. */
export function operatorOf({ name, op: type, input, attr }: GraphNode): Operator {
  const attributes = new Map([...attr].map(([key, value]) => [key, valueOf(value)]))
  const inputs = input.filter((tensor) => !tensor.startsWith('^')).map((tensor) => tensor.replace(/:0$/, ''))
  const count = alike.has(type) ? inputs.length : (attributes.get('num_split') ?? attributes.get('num') ?? 1)
  const results = typeof count === 'number' && count > 0 && count < 2 ** 16 ? count : 1
  return {
    name,
    type,
    domain: '',
    inputs,
    outputs: Array.from({ length: results }, (_, i) => (i === 0 ? name : `${name}:${i}`)),
    attributes
  }
}

function valueOf({ i, f, b, s, type, list }: Attribute): AttributeValue {
  if (b !== undefined) return b ? 1 : 0
  return i ?? f ?? s ?? type ?? list?.i ?? list?.f ?? list?.s ?? (list ? [] : null)
}
