import type { Operator } from '../../lambda/lambdaExpression.ts'
import { isConstant } from '../../../lowering/call.ts'
import { combined } from '../../../lowering/elementwise.ts'
import { dimsOf } from '../../../lowering/folding.ts'
import type { Value } from '../../../lowering/value.ts'
import { activationFunctions, softmaxFunctions } from './activations.ts'
import { type Argument, list, none, number } from './argument.ts'
import { arrangementFunctions } from './arrangement.ts'
import { joinedBy } from './arithmetic.ts'
import type { FunctionCall, KnownFunction } from './functionCall.ts'
import { imageFunctions } from './images.ts'
import { numberByNumber } from './numberByNumber.ts'
import { reductions } from './reductions.ts'
import { subscripted } from './subscript.ts'

/** Functions of TensorFlow and Keras by name, wherever they are called: in a Lambda, or as layers of their own. */

const joining =
  (operator: Operator): KnownFunction =>
  (call) => {
    const [a, b] = [call.argument(0, 'x', 'x1', 'scalar', 'a'), call.argument(1, 'y', 'x2', 'b')]
    if (!a || !b) return call.refuse('is given fewer than two things', 'save the model again')
    return joinedBy(call, operator, a, b)
  }

/** With its two sides the other way round: Python asks the second for it. */
const turned =
  (operator: Operator): KnownFunction =>
  (call) => {
    const [a, b] = [call.argument(0, 'x'), call.argument(1, 'y')]
    if (!a || !b) return call.refuse('is given fewer than two things', 'save the model again')
    return joinedBy(call, operator, b, a)
  }

const addAll: KnownFunction = (call) => {
  const values = call.operandsAt(0, 'inputs').map((one): Value => (isConstant(one) ? call.constantValue(one) : one))
  return values.reduce((a, b) => combined(call, 'add', a, b))
}

/** What it is given, as it is. */
const same: KnownFunction = (call) => call.argument(0, 'x', 'input', 'value', 'tensor', 'data') ?? none

/** Another type of number: none of those with fractions changes anything here. */
const cast: KnownFunction = (call) => {
  const type = call.textAt('float32', 1, 'dtype')
  if (!/float|half|double/.test(type)) {
    call.refuse(`turns numbers into ${type}, which cuts their fractions off`, 'save the model without it')
  }
  return same(call)
}

/** The sizes of a tensor, the batch first: unknown (None) where Keras does not know it. */
const sizes =
  (knowsBatch: boolean): KnownFunction =>
  (call) => {
    const given = call.argument(0, 'x', 'input')
    if (given?.kind !== 'tensor') return call.refuse('asks for the size of a constant', 'save the model again')
    return sizesOfTensor(call, given, knowsBatch)
  }

function sizesOfTensor(
  call: FunctionCall,
  { value, steps }: Extract<Argument, { kind: 'tensor' }>,
  knowsBatch: boolean
): Argument {
  const [batch = 1, ...own] = dimsOf(call, value)
  const all = steps ? [steps.length, ...own] : own
  return list([value.batchAt === null || knowsBatch ? number(batch) : none, ...all.map((size) => number(size))])
}

const getItem: KnownFunction = (call) => {
  const [given, at] = [call.argument(0, 'x'), call.argument(1, 'slice_spec', 'key')]
  if (given?.kind !== 'tensor' || !at) return call.refuse('picks values of no tensor', 'save the model again')
  return subscripted(call, given, at)
}

const others: Readonly<Record<string, KnownFunction>> = {
  add: joining('+'),
  subtract: joining('-'),
  sub: joining('-'),
  multiply: joining('*'),
  mul: joining('*'),
  scalar_mul: joining('*'),
  divide: joining('/'),
  div: joining('/'),
  truediv: joining('/'),
  true_divide: joining('/'),
  radd: turned('+'),
  rsub: turned('-'),
  rmul: turned('*'),
  rtruediv: turned('/'),
  add_n: addAll,
  identity: same,
  stop_gradient: same,
  convert_to_tensor: same,
  constant: same,
  cast,
  to_float: same,
  shape: sizes(true),
  int_shape: sizes(false),
  get_item: getItem,
  getitem: getItem,
  linear: same
}

/** Functions whose results are of each number by itself: of a sequence of pictures they are those of each picture. */
const ofEachNumber: ReadonlySet<KnownFunction> = new Set([
  ...Object.values(numberByNumber),
  ...Object.values(activationFunctions),
  same,
  cast
])

const functions: Readonly<Record<string, KnownFunction>> = {
  ...numberByNumber,
  ...activationFunctions,
  ...softmaxFunctions,
  ...reductions,
  ...arrangementFunctions,
  ...imageFunctions,
  ...others
}

/** Modules of functions that are called the same in all of them. */
const modules = ['math', 'nn', 'linalg', 'numpy', 'core', '__operators__']

export interface Found {
  apply: KnownFunction
  isOfEachNumber: boolean
}

/** A function by its path (see canonicalPath); null where it is none that is known. */
export function knownFunction(path: string): Found | null {
  const root = roots.find((one) => path.startsWith(`${one}.`))
  if (!root) return null
  const inside = path.slice(root.length + 1)
  const [module, ...rest] = inside.split('.')
  const plain = rest.length === 1 && modules.includes(module!) ? rest[0]! : inside
  const own = [path, inside, plain].find((name) => Object.hasOwn(functions, name))
  const apply = own === undefined ? undefined : functions[own]
  return apply ? { apply, isOfEachNumber: ofEachNumber.has(apply) } : null
}

const roots = ['tf', 'keras.backend', 'keras.ops']

/** The names under which steering projects have their libraries. */
const conventions: Readonly<Record<string, string>> = {
  tf: 'tf',
  ktf: 'tf',
  K: 'keras.backend',
  backend: 'keras.backend',
  ops: 'keras.ops',
  np: 'np',
  numpy: 'np',
  math: 'math',
  keras: 'keras',
  tensorflow: 'tf',
  abs: 'tf.abs'
}

/** The library that a global name stands for, by convention; null where there is none. */
export function libraryOf(name: string): string | null {
  return conventions[name] ?? null
}

/** Where one function has several paths. */
const aliases: readonly (readonly [RegExp, string])[] = [
  [/^tensorflow(?=\.|$)/, 'tf'],
  [/^numpy(?=\.|$)/, 'np'],
  [/^tf\.python\.keras|^tf\.keras/, 'keras'],
  [/^tf\.python\.(?:ops\.)?/, 'tf.'],
  // The first version's names are told by the function: `resize_images` has only the first.
  [/^tf\.compat\.v1\.image\.resize$/, 'tf.image.resize_images'],
  [/^tf\.compat\.v[12](?=\.|$)/, 'tf'],
  [/^keras\.src(?=\.|$)/, 'keras'],
  [/^keras\.backend\.tf(?=\.|$)|^keras\.backend\.tensorflow_backend\.tf(?=\.|$)/, 'tf'],
  [/^keras\.activations(?=\.|$)/, 'keras.backend']
]

/** One path for each function. */
export function canonicalPath(path: string): string {
  return aliases.reduce((name, [pattern, instead]) => name.replace(pattern, instead), path)
}
