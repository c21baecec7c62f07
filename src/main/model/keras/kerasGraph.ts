import { InputError } from '../../../shared/errors.ts'
import type { Warning } from '../../../shared/recording.ts'
import type { Node, Weights } from '../graph/graph.ts'
import { type Frames, isFrames } from '../lowering/frames.ts'
import type { Scope } from '../lowering/operatorAt.ts'
import { plainValue, type Value } from '../lowering/value.ts'
import { acrossFramesLayers } from './layers/acrossFrames.ts'
import { activationLayers } from './layers/activations.ts'
import { alongRowsLayers } from './layers/alongRows.ts'
import { arithmeticLayers } from './layers/arithmetic.ts'
import { arrangementLayers } from './layers/arrangement.ts'
import { convLstmLayers } from './layers/convLstm.ts'
import { lambdaLayers } from './layers/lambdaLayer.ts'
import { LayerCall, type LayerImporter } from './layers/layerCall.ts'
import { normalisationLayers } from './layers/normalisation.ts'
import { operationImporter } from './layers/operations.ts'
import { poolingLayers } from './layers/pooling.ts'
import { recurrentLayers } from './layers/recurrent.ts'
import { resizingLayers } from './layers/resizing.ts'
import { innerLayer, overSteps, runsStepByStep } from './layers/steps.ts'
import { weightedLayers } from './layers/weighted.ts'
import { kerasPictures } from './pictures.ts'
import { furtherResult } from './layerList.ts'
import type { KerasInput, KerasNetwork } from './architecture.ts'
import { heldInput, heldWarnings } from '../input/heldInput.ts'
import { inOwnOrder } from '../lowering/ownOrder.ts'
import { checkNumbers } from '../lowering/weightNumbers.ts'
import type { UnreadGraph } from '../input/inLayout.ts'

const importers = new Map<string, LayerImporter>(
  Object.entries({
    ...acrossFramesLayers,
    ...alongRowsLayers,
    ...weightedLayers,
    ...poolingLayers,
    ...activationLayers,
    ...arrangementLayers,
    ...arithmeticLayers,
    ...convLstmLayers,
    ...lambdaLayers,
    ...normalisationLayers,
    ...recurrentLayers,
    ...resizingLayers
  })
)

/**
 * Builds the graph of a Keras network. Pictures are [height, width, channels] throughout, also where the model
 * has its channels first. Dropout and other training layers vanish; an activation fused into a layer becomes a
 * node `<layer>/activation`.
 * @param weightsOf the weight arrays of a layer, in Keras's order; empty where it has none
 * @returns the graph before its input is read, its outputs named as the model's output layers, and what had to be assumed
 * @throws InputError that names the layer which cannot be imported, its place, and what to do
 */
export function buildKerasGraph(
  network: KerasNetwork,
  weightsOf: (layer: string) => readonly Weights[]
): UnreadGraph & { warnings: Warning[] } {
  const byName = new Map(network.layers.map((layer) => [layer.name, layer]))
  const nodes: Node[] = []
  const { source, layers } = network
  const warnings = new Map<string, Warning>()
  const scope: Scope = { source, opset: 0, batch: 1, operators: layers.length, nodes, ids: new Set(), warnings }
  const id = byName.has('input') ? 'picture' : 'input'
  const { form, places, values: given } = kerasPictures(network, id)
  const made = new Map<string, readonly (Value | Frames)[]>(
    network.otherInputs.map((other) => [other.name, [held(other, nodes)]])
  )
  const underWay = new Set<string>()

  const resultsOf = (name: string): readonly (Value | Frames)[] => {
    const done = made.get(name)
    if (done) return done
    const layer = byName.get(name)
    if (!layer || underWay.has(name)) {
      throw new InputError(`'${source}' connects its layer '${name}' wrongly; save the model again.`)
    }
    underWay.add(name)
    const inputs = layer.inputs.length > 0 ? layer.inputs.map(visit) : [given.get(name)!]
    const weights = weightsOf(layer.weightsName)
    for (const { data } of weights) checkNumbers(data, `layer '${name}'`, source)
    const result = imported(new LayerCall(network, layer, inputs, weights, scope))
    const results = Array.isArray(result) ? result : [result]
    made.set(name, results)
    return results
  }
  const visit = (name: string): Value | Frames => {
    const further = byName.has(name) ? null : furtherResult(name)
    return (further && resultsOf(further.layer)[further.result]) ?? resultsOf(name)[0]!
  }

  // What is computed for each frame is about the newest.
  const last = (value: Value | Frames): Value => (isFrames(value) ? value.frames.at(-1)! : value)
  const outputs = Object.fromEntries(
    network.outputs.map(({ name, layer }) => [name, inOwnOrder(last(visit(layer)), `${name}/axes`, scope)])
  )
  return { id, form, places, nodes, outputs, warnings: [...warnings.values()] }
}

/** The nodes of one layer. */
function imported(call: LayerCall): ReturnType<LayerImporter> {
  const { className } = call.layer
  const operation = operationImporter(call.layer, importers.has(className))
  if (operation) return operation(call)
  const importer = importers.get(className)
  if (className === 'TimeDistributed') {
    const { className: inner, config } = innerLayer(call)
    return overSteps(call.asLayer(inner, config), (step) => imported(step))
  }
  if (importer) return runsStepByStep(call) ? overSteps(call, importer) : importer(call)
  return call.refuse(
    'is of a class that Lanegaze does not know',
    `save the model without it; known are ${[...importers.keys(), 'TimeDistributed'].sort().join(', ')}`
  )
}

/** An input other than the picture: the same for every frame. */
function held({ name, shape }: KerasInput, nodes: Node[]): Value {
  const { data } = heldInput(name, shape)
  nodes.push({ id: name, op: { type: 'constant', value: { shape, data } }, inputs: [], shape })
  return plainValue(name, shape)
}

/** What had to be assumed about a network's further inputs. */
export function inputWarnings({ source, otherInputs }: KerasNetwork): Warning[] {
  return heldWarnings(
    source,
    otherInputs.map(({ name, shape }) => heldInput(name, shape))
  )
}
