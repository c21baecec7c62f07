import { InputError } from '../../../shared/errors.ts'
import type { ReadModel } from '../format.ts'
import { buildOperatorGraph, type ModelOutput, type OperatorModel } from '../lowering/buildGraph.ts'
import { inputSizes, type PictureSize } from '../lowering/openSize.ts'
import { quantisedWarning } from '../lowering/quantisation.ts'
import { checkSubgraph } from './checkSubgraph.ts'
import { constantsOf } from './constants.ts'
import { customHints, operatorsOf } from './operatorsOf.ts'
import { tfliteOperators } from './operators.ts'
import type { TfliteModel, TfliteSubgraph, TfliteTensor } from './schema.ts'
import { isRounded } from './tensors.ts'
import { tensorNames } from './tensorNames.ts'

/**
 * Builds the graph of a model of TensorFlow Lite.
 * @param file its bytes, in which tensors may lie outside of its tables
 * @param size of the pictures, where the file leaves it open
 * @returns the graph, its outputs named as in the model's signature
 * @throws InputError that names the operator which cannot be imported, its place, and what to do
 * @throws DamagedBuffer where the file contradicts itself
 */
export function buildTfliteGraph(
  model: TfliteModel,
  file: Uint8Array,
  source: string,
  size?: PictureSize
): Omit<ReadModel, 'files'> {
  const signature = model.signatures.find(({ key }) => key === 'serving_default') ?? model.signatures[0]
  const graph = model.subgraphs[signature?.subgraph ?? 0]
  if (!graph || graph.operators.length === 0) {
    throw new InputError(`'${source}' holds no network; convert the model again.`)
  }
  checkSubgraph(graph, model)
  const names = tensorNames(graph, signature)
  const { constants, parameters } = constantsOf(model, graph, names, file, source)
  const inputs = [...new Set(graph.inputs)]
  const given: OperatorModel = {
    source,
    opset: model.version,
    operators: operatorsOf(model, graph, names),
    constants,
    inputs: inputs.map((index) => ({
      name: names[index]!,
      dims: inputSizes(statedSizes(graph.tensors[index]!), names[index]!, source)
    })),
    outputs: outputsOf(graph, names)
  }
  const hints = { ...tfliteOperators.hints, ...customHints(model) }
  const built = buildOperatorGraph(given, { ...tfliteOperators, hints }, size)
  const warnings = graph.tensors.some(isRounded) ? [quantisedWarning(source)] : []
  return { graph: built.graph, parameters, warnings: [...warnings, ...built.warnings] }
}

/** The batch first; null for a size that the file leaves open, but for the batch. */
function statedSizes({ shape, shapeSignature }: TfliteTensor): (number | null)[] {
  return shape.map((size, axis) => (axis > 0 && shapeSignature[axis] === -1 ? null : size))
}

/** In the order in which the network had them before it was converted, which numbers them. */
function outputsOf(graph: TfliteSubgraph, names: readonly string[]): ModelOutput[] {
  const placeOf = (index: number): number => Number(/[:_](\d+)$/.exec(graph.tensors[index]!.name)?.[1] ?? 0)
  const ordered = [...new Set(graph.outputs)].sort((a, b) => placeOf(a) - placeOf(b))
  return ordered.map((index) => ({ name: names[index]!, tensor: names[index]! }))
}
