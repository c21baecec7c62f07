import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { InputError } from '../../../shared/errors.ts'
import type { ModelFormat, ReadModel } from '../format.ts'
import type { Constant } from '../lowering/constant.ts'
import type { PictureSize } from '../lowering/openSize.ts'
import { TensorBundle } from './bundle/tensorBundle.ts'
import { functionLibrary } from './functionLibrary.ts'
import { graphNode, type GraphNode } from './graphNode.ts'
import { type MetaGraph, readSavedModel } from './graphProto.ts'
import { inlined } from './inlined.ts'
import { nodeName } from './inOrder.ts'
import { startsLikeSavedModel } from './messageStart.ts'
import { buildProtobufGraph, decoded } from './protobufGraph.ts'
import { chosenSignature, type Signature, signaturesOf } from './signature.ts'
import { openedSizes } from './tensorflowGraph.ts'
import { trainingPhase } from './trainingPhase.ts'
import { isVariable, variableValues } from './variables.ts'

const file = 'saved_model.pb'

/**
 * The folder that TensorFlow and Keras save a model as: the network in `saved_model.pb`, its weights in `variables/`. Of Keras 2, of
 * Keras 3 (`model.export`) and of TensorFlow 1 and 2; what Keras keeps beside that for itself is not needed.
 */
export const savedModel: ModelFormat = {
  id: 'tf-saved',
  name: 'TensorFlow SavedModel',
  extensions: ['pb'],
  file: 'a TensorFlow SavedModel folder',
  folder: [file],
  recognise: ({ head }) => Promise.resolve(startsLikeSavedModel(head)),
  isCertain: startsLikeSavedModel,
  async read({ path, name }, { size }) {
    const { metaGraphs } = decoded(await readFile(path), readSavedModel, name, 'a SavedModel of TensorFlow')
    const served = metaGraphs.find(({ metaInfoDef }) => metaInfoDef?.tags.includes('serve')) ?? metaGraphs[0]
    if (served) return readMetaGraph(served, path, name, size)
    throw new InputError(`'${name}' holds no network; save or fetch the model again.`)
  }
}

async function readMetaGraph(
  { graphDef, saverDef, signatureDef }: MetaGraph,
  path: string,
  source: string,
  size: PictureSize | undefined
): Promise<ReadModel> {
  const chosen = chosenSignature(signaturesOf(signatureDef), source)
  if (!chosen) {
    throw new InputError(
      `'${source}' has no signature that says what it takes and gives; save it with model.export(folder), or with tf.saved_model.save(model, folder, signatures=…).`
    )
  }
  const { warnings } = chosen
  const nodes = graphDef?.node.map(graphNode) ?? []
  const signature = asItSteers(chosen.signature, nodes)
  const functions = functionLibrary(graphDef?.library?.function ?? [])
  const wanted = signature.outputs.map(({ info }) => info.name ?? '')
  const graph = inlined(nodes, functions, wanted, source, givenBy(signature))

  const variables = graph.nodes.filter(isVariable)
  const bundle =
    variables.length > 0 ? await TensorBundle.open(join(dirname(path), 'variables', 'variables'), source) : null
  const restoring = { nodes, functions, operator: saverDef?.restoreOpName ?? '' }
  const values = bundle ? await variableValues(variables, bundle, restoring, source) : new Map<string, Constant>()

  const inputs = signature.inputs.map(({ name, info }) => ({ name, dims: openedSizes(info.tensorShape, name, source) }))
  const outputs = signature.outputs.map(({ name }, i) => ({ name, tensor: graph.tensors[i] ?? '' }))
  const built = buildProtobufGraph({ source, graph, variables: values, inputs, outputs }, size)
  return { ...built, warnings: [...warnings, ...built.warnings], files: [path, ...(bundle?.files ?? [])] }
}

/** The signature without what tells the network whether it trains: that is not fed here, but known. */
function asItSteers(signature: Signature, nodes: readonly GraphNode[]): Signature {
  const phases = new Set(nodes.flatMap((node) => (trainingPhase(node) === null ? [] : [node.name])))
  return { ...signature, inputs: signature.inputs.filter(({ info }) => !phases.has(nodeName(info.name ?? ''))) }
}

/** What the nodes are called that a signature feeds: by the names of its inputs. */
function givenBy({ inputs }: Signature): Map<string, string> {
  return new Map(inputs.map(({ name, info }) => [nodeName(info.name ?? ''), name]))
}
