import { z } from 'zod'
import type { Expression } from './lambdaExpression.ts'
import { MarshalError, readMarshalledCode } from './lambdaMarshal.ts'
import type { PythonVersion } from './lambdaOpcodes.ts'
import { type PythonFunction, readFunction } from './lambdaReader.ts'

/** What a Lambda layer computes. */
export interface LambdaMeaning {
  result: Expression
  /** The name of the argument that is the layer's input. */
  input: string
  /** What its other arguments are. */
  values: ReadonlyMap<string, Expression>
  /** The version of Python that compiled it. */
  version: PythonVersion
}

/** Why a Lambda layer cannot be read, as the inside of a sentence. */
export interface Unreadable {
  why: string
}

const Values = z
  .union([
    z.array(z.unknown()),
    z.looseObject({ class_name: z.literal('__tuple__'), items: z.array(z.unknown()) }).transform(({ items }) => items)
  ])
  .nullish()
  .transform((values) => values ?? [])
const Config = z.looseObject({
  function: z.union([
    z.string(),
    z.tuple([z.string()], z.unknown()),
    z.looseObject({
      class_name: z.literal('__lambda__'),
      config: z.looseObject({ code: z.string(), defaults: z.unknown(), closure: z.unknown() })
    })
  ]),
  function_type: z.string().optional(),
  arguments: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((given) => given ?? {})
})

/** How Keras 3 stores a function that was defined with `def`. */
const NamedFunction = z.looseObject({
  function: z.looseObject({ class_name: z.literal('function'), config: z.string() })
})

const byNameOnly = (name: string): Unreadable => ({ why: `only the name of its function, '${name}', is in the file` })

/**
 * Reads the function of a Keras Lambda layer out of its marshalled bytecode (Python 2.7, 3.5 to 3.13) without running it.
 * @param config the layer's configuration: Keras 1 and 2.0 store the code as Latin-1 text, later versions as base64, with
 *   the values of its defaults and of the variables around it; `arguments` are given to it beside its input
 */
export function readLambda(config: Record<string, unknown>): LambdaMeaning | Unreadable {
  const named = NamedFunction.safeParse(config)
  if (named.success) return byNameOnly(named.data.function.config)
  const parsed = Config.safeParse(config)
  if (!parsed.success) return { why: 'its code is not in the file' }
  const { code, defaults, closure } = storedFunction(parsed.data.function)
  if (parsed.data.function_type === 'function') return byNameOnly(code)
  try {
    const read = readFunction(readMarshalledCode(codeBytes(code)), closure.map(storedValue))
    return withArguments(read, defaults, parsed.data.arguments)
  } catch (error) {
    if (error instanceof MarshalError) return { why: error.message }
    throw error
  }
}

function storedFunction(stored: z.infer<typeof Config>['function']): {
  code: string
  defaults: unknown[]
  closure: unknown[]
} {
  const [code, defaults, closure] =
    typeof stored === 'string'
      ? [stored]
      : Array.isArray(stored)
        ? stored
        : [stored.config.code, stored.config.defaults, stored.config.closure]
  const values = (given: unknown): unknown[] => Values.safeParse(given).data ?? []
  return { code: code, defaults: values(defaults), closure: values(closure) }
}

/** A marshalled code object begins with the letter c, its high bit set where it is referred to again. */
function codeBytes(text: string): Uint8Array {
  const isCode = (byte: number | undefined): boolean => byte !== undefined && (byte & 0x7f) === 0x63
  const decoded = Buffer.from(text, 'base64')
  const looksBase64 = /^[A-Za-z0-9+/\s]+=*\s*$/.test(text)
  return looksBase64 && isCode(decoded[0]) ? decoded : Buffer.from(text, 'latin1')
}

/** The function of its first parameter, the others being what the layer gives it, or their defaults. */
function withArguments(
  { version, parameters, result }: PythonFunction,
  defaults: readonly unknown[],
  given: Readonly<Record<string, unknown>>
): LambdaMeaning | Unreadable {
  const [input, ...others] = parameters
  if (input === undefined) return { why: 'it takes no argument' }
  const values = new Map<string, Expression>()
  for (const [i, name] of others.entries()) {
    // Defaults are those of the last parameters.
    const at = i + 1 - (parameters.length - defaults.length)
    if (name in given) values.set(name, storedValue(given[name]))
    else if (at >= 0) values.set(name, storedValue(defaults[at]))
    // Keras gives these itself: no mask, and no training.
    else if (name === 'mask' || name === 'training') values.set(name, { kind: 'none' })
    else return { why: `the value of its argument '${name}' is not in the file` }
  }
  return { version, input, result, values }
}

/** A value as it lies in the configuration. */
function storedValue(value: unknown): Expression {
  if (value === null || value === undefined) return { kind: 'none' }
  if (typeof value === 'number') return { kind: 'number', value, whole: Number.isInteger(value) }
  if (typeof value === 'boolean') return { kind: 'number', value: value ? 1 : 0, whole: true }
  if (typeof value === 'string') return { kind: 'text', value }
  const items = Values.safeParse(value)
  if (items.success) return { kind: 'list', items: items.data.map(storedValue) }
  return { kind: 'global', name: 'a value of its configuration' }
}
