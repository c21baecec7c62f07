import { z } from 'zod'

/** A number that the size of the batch may decide: stated, or the name of the operator's result that it is. */
export type Size = number | { named: string }

/** An argument of an operator, or a result of it (torch/_export/serde/schema.py, Argument), as far as it is read. */
export type Argument =
  | { kind: 'none' }
  | { kind: 'tensor'; name: string }
  | { kind: 'tensors'; names: readonly (string | null)[] }
  | { kind: 'number'; value: Size; isWhole: boolean }
  | { kind: 'numbers'; values: readonly Size[] }
  | { kind: 'text'; value: string }
  /** Of a kind that no importer reads: a device, a graph, an object. */
  | { kind: 'other'; name: string }

const Named = z.looseObject({ name: z.string() })
const OptionalTensor = z.looseObject({ as_tensor: Named.optional() })
/** JSON has no infinite numbers: they are text. */
const Float = z.union([z.number(), z.enum(['Infinity', '-Infinity', 'NaN']).transform(Number)])
const Symbolic = z.union([
  z.looseObject({ as_int: z.number() }).transform(({ as_int }): Size => as_int),
  z.looseObject({ as_float: Float }).transform(({ as_float }): Size => as_float),
  z.looseObject({ as_name: z.string() }).transform(({ as_name }): Size => ({ named: as_name }))
])

const number = (isWhole: boolean) => (value: Size) => ({ kind: 'number', value, isWhole }) as const
const numbers = (values: Size[]) => ({ kind: 'numbers', values }) as const

const readers: Readonly<Record<string, z.ZodType<Argument>>> = {
  as_none: z.unknown().transform(() => ({ kind: 'none' }) as const),
  as_tensor: Named.transform(({ name }) => ({ kind: 'tensor', name }) as const),
  as_tensors: z.array(Named).transform((all) => ({ kind: 'tensors', names: all.map(({ name }) => name) }) as const),
  as_optional_tensor: OptionalTensor.transform(({ as_tensor: one }) =>
    one ? ({ kind: 'tensor', name: one.name } as const) : ({ kind: 'none' } as const)
  ),
  as_optional_tensors: z
    .array(OptionalTensor)
    .transform((all) => ({ kind: 'tensors', names: all.map(({ as_tensor: one }) => one?.name ?? null) }) as const),
  as_int: z.number().transform(number(true)),
  as_float: Float.transform(number(false)),
  as_bool: z.boolean().transform((value) => number(true)(value ? 1 : 0)),
  as_scalar_type: z.number().transform(number(true)),
  as_sym_int: Symbolic.transform(number(true)),
  as_sym_float: Symbolic.transform(number(false)),
  as_ints: z.array(z.number()).transform(numbers),
  as_floats: z.array(Float).transform(numbers),
  as_bools: z.array(z.boolean()).transform((all) => numbers(all.map(Number))),
  as_sym_ints: z.array(Symbolic).transform(numbers),
  as_string: z.string().transform((value) => ({ kind: 'text', value }) as const)
}

/** An argument, which JSON has as an object of one field, named by its kind. */
export const Argument: z.ZodType<Argument> = z.record(z.string(), z.unknown()).transform((json, context): Argument => {
  const [name = '', value] = Object.entries(json)[0] ?? []
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined
  if (!reader) return { kind: 'other', name: name.replace(/^as_/, '') }
  const read = reader.safeParse(value)
  if (read.success) return read.data
  context.addIssue({ code: 'custom', message: `no ${name}` })
  return z.NEVER
})
