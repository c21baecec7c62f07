import { InputError } from '../../shared/errors.ts'
import type { Warning } from '../../shared/recording.ts'
import type { Graph, Node, Sequence, Weights } from './graph.ts'
import { activationLayers } from './kerasLayers/activations.ts'
import { arithmeticLayers } from './kerasLayers/arithmetic.ts'
import { arrangementLayers } from './kerasLayers/arrangement.ts'
import { lambdaLayers } from './kerasLayers/lambdaLayer.ts'
import { LayerCall, type LayerImporter, type Value } from './kerasLayers/layerCall.ts'
import { normalisationLayers } from './kerasLayers/normalisation.ts'
import { poolingLayers } from './kerasLayers/pooling.ts'
import { recurrentLayers } from './kerasLayers/recurrent.ts'
import { resizingLayers } from './kerasLayers/resizing.ts'
import { innerLayer, overSteps, runsStepByStep } from './kerasLayers/steps.ts'
import { weightedLayers } from './kerasLayers/weighted.ts'
import { sequenceWarning } from './sequence.ts'
import { usefulNodes } from './usefulNodes.ts'
import type { KerasInput, KerasNetwork } from './kerasNetwork.ts'

const importers = new Map<string, LayerImporter>(
  Object.entries({
    ...weightedLayers,
    ...poolingLayers,
    ...activationLayers,
    ...arrangementLayers,
    ...arithmeticLayers,
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
 * @returns the graph, its outputs named as the model's output layers
 * @throws InputError that names the layer which cannot be imported, its place, and what to do
 */
export function buildKerasGraph(network: KerasNetwork, weightsOf: (layer: string) => readonly Weights[]): Graph {
  const byName = new Map(network.layers.map((layer) => [layer.name, layer]))
  const nodes: Node[] = []
  const { input, sequence, value: given } = pictureInput(network, byName.has('input') ? 'picture' : 'input', nodes)
  const constants = new Map(network.otherInputs.map((other) => [other.name, heldAtZero(other, nodes)]))
  const values = new Map<string, Value>()
  const underWay = new Set<string>()

  const visit = (name: string): Value => {
    const done = values.get(name) ?? constants.get(name)
    if (done) return done
    const layer = byName.get(name)
    if (!layer || underWay.has(name)) {
      throw new InputError(`'${network.source}' connects its layer '${name}' wrongly; save the model again.`)
    }
    underWay.add(name)
    const inputs = layer.inputs.length > 0 ? layer.inputs.map(visit) : [given]
    const value = imported(new LayerCall(network, layer, inputs, weightsOf(name), nodes))
    values.set(name, value)
    return value
  }

  const outputs = Object.fromEntries(network.outputs.map((name) => [name, visit(name).id]))
  // The picture of a sequence is a node that the graph must have, even where nothing reads it.
  const ends = [...Object.values(outputs), ...(sequence ? [sequence.picture] : [])]
  return { input, nodes: usefulNodes(nodes, ends), outputs, ...(sequence && { sequence }) }
}

/** The nodes of one layer. */
function imported(call: LayerCall): Value {
  const { className } = call.layer
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
function heldAtZero({ name, shape }: KerasInput, nodes: Node[]): Value {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1))
  nodes.push({ id: name, op: { type: 'constant', value: { shape, data } }, inputs: [], shape })
  return { id: name, shape, channelsFirst: false }
}

/** What had to be assumed about a network's inputs. */
export function inputWarnings({ source, input, otherInputs }: KerasNetwork): Warning[] {
  const constants = otherInputs.map(({ name, shape }) => ({
    code: 'constant-input',
    message: `'${source}' has a second input, '${name}' (${shape.join('x')} number${shape.join() === '1' ? '' : 's'}); it is held at 0 for every frame.`
  }))
  if (input.shape.length !== 4) return constants
  return [...constants, sequenceWarning(source, input.shape[0]!)]
}

/** What the graph takes, and what the network's first layers see of it. */
interface PictureInput {
  input: Graph['input']
  sequence?: Sequence
  value: Value
}

/**
 * The model's input: a picture, or a sequence of pictures with the oldest first. Three sizes of which only the first can
 * be a number of channels are [channels, height, width].
 */
function pictureInput(network: KerasNetwork, id: string, nodes: Node[]): PictureInput {
  const { shape: stated } = network.input
  const [a, b, c] = stated.slice(-3)
  if ((stated.length !== 3 && stated.length !== 4) || a === undefined || b === undefined || c === undefined) {
    throw new InputError(
      `'${network.source}' takes an input of shape [${stated.join(', ')}], which is no picture; open a model that takes [height, width, channels], or a sequence of such pictures.`
    )
  }
  const channelsFirst = a <= 4 && c > 4
  const [height, width, channels] = channelsFirst ? [b, c, a] : [a, b, c]
  const shape = [height, width, channels]
  if (stated.length === 3) return { input: { id, shape }, value: { id, shape, channelsFirst } }
  const frames = stated[0]!
  const steps = Array.from({ length: frames }, (_, i): Value => {
    const step = { id: `${id}/${i + 1}`, shape, channelsFirst }
    nodes.push({ id: step.id, op: { type: 'slice', axis: 2, from: i * channels }, inputs: [id], shape })
    return step
  })
  return {
    input: { id, shape: [height, width, frames * channels] },
    sequence: { frames, picture: steps.at(-1)!.id },
    value: { id, shape: [frames, ...shape], channelsFirst, steps }
  }
}
