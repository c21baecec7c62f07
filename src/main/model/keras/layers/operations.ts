import type { KerasLayer } from '../layerList.ts'
import type { Argument } from './functions/argument.ts'
import { canonicalPath, knownFunction } from './functions/knownFunctions.ts'
import { LayerFunctions } from './functions/layerFunctions.ts'
import type { LayerCall, LayerImporter } from './layerCall.ts'
import { readArgument } from './operationArguments.ts'

/**
 * Functions that were called on a model's tensors, as `x / 127.5 - 1`: Keras 3 keeps them as layers named after its own
 * operations, Keras 2 as TFOpLambda layers named after TensorFlow's functions.
 */

const functionLayers: readonly string[] = ['TFOpLambda', 'SlicingOpLambda']

/** Operations of pictures, which the class alone does not tell. */
const ofImages: ReadonlyMap<string, string> = new Map([
  ['Resize', 'image.resize'],
  ['RGBToGrayscale', 'image.rgb_to_grayscale']
])

function functionPath({ className, config }: KerasLayer): string {
  if (!functionLayers.includes(className)) return `keras.ops.${ofImages.get(className) ?? snakeCase(className)}`
  return canonicalPath(`tf.${String(config['function'])}`)
}

/** ExpandDims is expand_dims. */
const snakeCase = (name: string): string => name.replace(/(?<=[a-z0-9])([A-Z])/g, '_$1').toLowerCase()

/**
 * What one operation is imported with; null where a layer is none.
 * @param isLayer true where its class is that of a layer too
 */
export function operationImporter(layer: KerasLayer, isLayer: boolean): LayerImporter | null {
  const isFunction = functionLayers.includes(layer.className)
  if (!isFunction && isLayer && !isOperation(layer)) return null
  const path = functionPath(layer)
  // A function that is not known is refused by its own name, a class by the class's.
  return isFunction || knownFunction(path) ? (call) => called(call, path) : null
}

/** Whether a layer whose class is that of a merging layer, or of Reshape, is the operation of that name. */
function isOperation({ className, call, config }: KerasLayer): boolean {
  if (className === 'Reshape') return 'newshape' in config
  const isTensor = (given: unknown): boolean =>
    Array.isArray(given) ? given.every(isTensor) : typeof given === 'object' && given !== null && 'tensor' in given
  return ['Add', 'Subtract', 'Multiply', 'Maximum', 'Minimum'].includes(className) && !call.args.every(isTensor)
}

/** Fields of a configuration that are no arguments. */
const ownFields: ReadonlySet<string> = new Set(['name', 'trainable', 'function'])

function called(call: LayerCall, path: string): ReturnType<LayerImporter> {
  const { className, config, call: stored } = call.layer
  const functions = new LayerFunctions(call, 2)
  const fields = functionLayers.includes(className)
    ? []
    : Object.entries(config).filter(([name, value]) => !ownFields.has(name) && (name !== 'dtype' || isText(value)))
  const keywords = [...fields, ...Object.entries(stored.kwargs)].map(([name, value]): [string, Argument] => [
    name,
    readArgument(call, functions, value)
  ])
  const args = stored.args.map((value) => readArgument(call, functions, value))
  return functions.given(functions.call(path, { args, keywords: Object.fromEntries(keywords) }))
}

const isText = (value: unknown): boolean => typeof value === 'string'
