import { z } from 'zod'
import { isNumberType, type NumberType } from '../weights/numberTypes.ts'
import { Argument } from './argument.ts'

/**
 * What torch.export.save writes of a program, as PyTorch 2.4 to 2.9 have it (torch/_export/serde/schema.py, versions 5 to 8):
 * the fields that are read.
 */

/** A size; null where it is open. */
const Extent = z.union([
  z.looseObject({ as_int: z.number() }).transform(({ as_int }) => as_int),
  z.looseObject({ as_expr: z.unknown() }).transform(() => null)
])

/** Codes of types of numbers (ScalarType). */
const codes: Readonly<Record<number, string>> = {
  1: 'uint8',
  2: 'int8',
  3: 'int16',
  4: 'int32',
  5: 'int64',
  6: 'float16',
  7: 'float32',
  8: 'float64',
  12: 'bool',
  13: 'bfloat16'
}

export const TensorMeta = z.looseObject({
  /** Null for a type that is not read. */
  dtype: z.number().transform((code): NumberType | null => {
    const name = codes[code]
    return name !== undefined && isNumberType(name) ? name : null
  }),
  sizes: z.array(Extent),
  strides: z.array(Extent),
  storage_offset: Extent
})

const InGraph = z.looseObject({ name: z.string() })
const Given = z.looseObject({ arg: Argument })

/** What the graph takes: what a person gives it, or what is kept under a name of its own. */
const InputSpec = z.union([
  z.looseObject({ user_input: Given }).transform(({ user_input: { arg } }) => ({ kind: 'given', arg }) as const),
  z
    .looseObject({ parameter: z.looseObject({ arg: InGraph, parameter_name: z.string() }) })
    .transform(({ parameter: { arg, parameter_name } }) => held(arg.name, parameter_name)),
  z
    .looseObject({ buffer: z.looseObject({ arg: InGraph, buffer_name: z.string() }) })
    .transform(({ buffer: { arg, buffer_name } }) => held(arg.name, buffer_name)),
  z
    .looseObject({ tensor_constant: z.looseObject({ arg: InGraph, tensor_constant_name: z.string() }) })
    .transform(({ tensor_constant: { arg, tensor_constant_name } }) => held(arg.name, tensor_constant_name)),
  z.looseObject({}).transform(() => ({ kind: 'other' }) as const)
])

const held = (name: string, key: string) => ({ kind: 'held', name, key }) as const

const OutputSpec = z.union([
  z.looseObject({ user_output: Given }).transform(({ user_output: { arg } }) => arg),
  z.looseObject({}).transform(() => null)
])

const Node = z.looseObject({
  target: z.string(),
  inputs: z.array(z.looseObject({ name: z.string(), arg: Argument })),
  outputs: z.array(Argument),
  metadata: z.record(z.string(), z.unknown()).optional()
})

export const ExportedProgram = z.looseObject({
  graph_module: z.looseObject({
    graph: z.looseObject({ nodes: z.array(Node), tensor_values: z.record(z.string(), TensorMeta) }),
    signature: z.looseObject({ input_specs: z.array(InputSpec), output_specs: z.array(OutputSpec) }),
    module_call_graph: z
      .array(z.looseObject({ fqn: z.string(), signature: z.looseObject({ out_spec: z.string().nullish() }).nullish() }))
      .optional()
  }),
  schema_version: z.looseObject({ major: z.number() }).optional()
})
export type ExportedProgram = z.infer<typeof ExportedProgram>
export type ExportedNode = z.infer<typeof Node>

/** The newest version of the schema that is known. */
export const newestSchema = 8
