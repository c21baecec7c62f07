import { type LambdaMeaning, readLambda } from '../lambda/lambda.ts'
import type { Expression } from '../lambda/lambdaExpression.ts'
import { type Argument, list, none, number } from './functions/argument.ts'
import { computed, opposite } from './functions/arithmetic.ts'
import { canonicalPath, libraryOf } from './functions/knownFunctions.ts'
import { LayerFunctions } from './functions/layerFunctions.ts'
import { userLambdasPath } from '../lambda/userLambdas.ts'
import { UnreadableLambda } from '../../unreadableLambda.ts'
import { placesOf } from './functions/subscript.ts'
import type { LayerCall, LayerImporter } from './layerCall.ts'

/** Lambda layers: the expression that their function returns, as nodes. */
const lambda: LayerImporter = (call) => {
  const read = call.stated ?? readLambda(call.layer.config)
  if ('why' in read) return unreadable(call, read.why)
  // The first version of TensorFlow knows Python up to 3.7.
  const isLater = !['2.7', '3.5', '3.6-3.7'].includes(read.version)
  const functions = new LayerFunctions(call, isLater ? 2 : call.tensorflow)
  return functions.given(new Evaluation(call, read, functions).result())
}

function unreadable(call: LayerCall, why: string): never {
  const refusal = call.refusal(`runs Python code that Lanegaze cannot read (${why})`, inItsPlace(call))
  throw new UnreadableLambda(refusal, call.layer.weightsName)
}

/** What a person can do about a Lambda layer. */
const inItsPlace = ({ layer, scope }: LayerCall): string =>
  `write what it computes of x beside the model, as '${userLambdasPath(scope.source)}' with {"${layer.weightsName}": "x / 255 - 0.5"}, or save the model with a Rescaling layer in its place`

/** Works an expression out on the tensors of a layer. What is one expression is worked out once. */
class Evaluation {
  readonly #call: LayerCall
  readonly #meaning: LambdaMeaning
  readonly #functions: LayerFunctions
  readonly #done = new Map<Expression, Argument>()
  /** What the layer is called with, made when it is first asked for. */
  #taken: Argument | null = null

  constructor(call: LayerCall, meaning: LambdaMeaning, functions: LayerFunctions) {
    this.#call = call
    this.#meaning = meaning
    this.#functions = functions
  }

  result(): Argument {
    const result = this.#value(this.#meaning.result)
    const isTensor = result.kind === 'tensor' ? result.scale !== 0 : result.kind === 'list'
    return isTensor ? result : this.#fail('its result does not depend on the picture')
  }

  #value(expression: Expression): Argument {
    const known = this.#done.get(expression)
    if (known) return known
    const value = this.#workedOut(expression)
    this.#done.set(expression, value)
    return value
  }

  #workedOut(expression: Expression): Argument {
    switch (expression.kind) {
      case 'argument': {
        const stated = this.#meaning.values.get(expression.name)
        return stated ? this.#value(stated) : this.#input()
      }
      case 'number':
        return number(expression.value, expression.whole)
      case 'text':
      case 'none':
      case 'ellipsis':
        return expression
      case 'list':
        return list(expression.items.map((item) => this.#value(item)))
      case 'slice': {
        const [start, stop, step] = [expression.start, expression.stop, expression.step].map((end) => this.#bound(end))
        return { kind: 'slice', start: start!, stop: stop!, step: step! }
      }
      case 'global': {
        const path = libraryOf(expression.name)
        return path ? { kind: 'library', path } : this.#fail(`it uses '${expression.name}', which is not in the file`)
      }
      case 'module':
        return { kind: 'library', path: canonicalPath(expression.name) }
      case 'attribute':
        return this.#attribute(this.#value(expression.of), expression.name)
      case 'call':
        return this.#called(expression)
      case 'subscript':
        return this.#subscript(this.#value(expression.of), this.#value(expression.at))
      case 'item': {
        const of = this.#value(expression.of)
        const item = of.kind === 'list' && of.items.length === expression.count ? of.items[expression.index] : null
        return item ?? this.#fail('it takes something apart that is no list')
      }
      case 'negative':
        return opposite(this.#value(expression.of)) ?? this.#fail('it turns the sign of something else than numbers')
      case 'binary': {
        const { operator, classic } = expression
        const [left, right] = [this.#value(expression.left), this.#value(expression.right)]
        if (left.kind === 'number' && right.kind === 'number') {
          return computed(operator, left, right, classic) ?? this.#fail('it divides by 0')
        }
        if (left.kind === 'list' && right.kind === 'list' && operator === '+') {
          return list([...left.items, ...right.items])
        }
        return this.#functions.binary(operator, left, right)
      }
    }
  }

  #input(): Argument {
    this.#taken ??= this.#functions.input
    return this.#taken
  }

  #bound(end: Expression): number | null {
    const value = this.#value(end)
    if (value.kind === 'none') return null
    return value.kind === 'number' && Number.isInteger(value.value)
      ? value.value
      : this.#fail('it picks values by something else than slices')
  }

  #attribute(of: Argument, name: string): Argument {
    if (of.kind === 'library') {
      const path = canonicalPath(`${of.path}.${name}`)
      return constants[path] ?? { kind: 'library', path }
    }
    if (of.kind === 'tensor' && name === 'shape') return this.#shape(of)
    if (of.kind === 'tensor' && name === 'dtype') return { kind: 'text', value: 'float32' }
    return { kind: 'method', of, name }
  }

  #shape(of: Argument): Argument {
    return this.#functions.call('keras.backend.int_shape', { args: [of], keywords: {} })
  }

  #called({ of, args, keywords }: Extract<Expression, { kind: 'call' }>): Argument {
    const called = this.#builtin(of) ?? this.#value(of)
    const given = {
      args: args.map((one) => this.#value(one)),
      keywords: Object.fromEntries(Object.entries(keywords).map(([name, one]) => [name, this.#value(one)]))
    }
    if (called.kind === 'library') return this.#functionOf(called.path, given)
    if (called.kind === 'method' && called.name === 'get_shape' && called.of.kind === 'tensor') {
      return this.#shape(called.of)
    }
    if (called.kind === 'method' && called.name === 'as_list') return called.of
    const name = called.kind === 'method' ? called.name : 'something that is no function'
    return this.#fail(`it calls '${name}', which is not known`)
  }

  /** Functions of Python itself that change the type of what they are given alone. */
  #builtin(of: Expression): Argument | null {
    return of.kind === 'global' && ['float', 'int', 'list', 'tuple'].includes(of.name)
      ? { kind: 'library', path: `python.${of.name}` }
      : null
  }

  #functionOf(path: string, given: Parameters<LayerFunctions['call']>[1]): Argument {
    const [first = none] = given.args
    if (path === 'keras.backend.floatx') return { kind: 'text', value: 'float32' }
    if (path === 'keras.backend.epsilon') return number(1e-7)
    if (path === 'python.int' && first.kind === 'number') return number(Math.trunc(first.value), true)
    // Numbers and lists of numbers, whatever their type.
    if (/^(python|np)\.(float|list|tuple|array|asarray|float(16|32|64)|int(32|64))$/.test(path)) {
      if (first.kind === 'number' || first.kind === 'list') return first
    }
    return this.#functions.call(path, given)
  }

  #subscript(of: Argument, at: Argument): Argument {
    if (of.kind === 'tensor') return this.#functions.subscript(of, at)
    if (of.kind !== 'list') return this.#fail('it picks values of something else than tensors')
    if (at.kind === 'slice') return list(placesOf(at, of.items.length).map((place) => of.items[place]!))
    const place = at.kind === 'number' ? (at.value < 0 ? at.value + of.items.length : at.value) : -1
    return of.items[place] ?? this.#fail('it picks values by something else than slices')
  }

  #fail(why: string): never {
    return unreadable(this.#call, why)
  }
}

const constants: Readonly<Record<string, Argument>> = {
  'math.pi': number(Math.PI),
  'math.e': number(Math.E),
  'np.pi': number(Math.PI),
  'np.newaxis': none,
  'tf.newaxis': none
}

export const lambdaLayers: Record<string, LayerImporter> = { Lambda: lambda }
