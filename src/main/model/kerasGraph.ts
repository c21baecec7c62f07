import { InputError } from '../../shared/errors.ts'
import type { Warning } from '../../shared/recording.ts'
import type { Graph, Node, Weights } from './graph.ts'
import { activationLayers } from './kerasLayers/activations.ts'
import { arithmeticLayers } from './kerasLayers/arithmetic.ts'
import { arrangementLayers } from './kerasLayers/arrangement.ts'
import { lambdaLayers } from './kerasLayers/lambdaLayer.ts'
import { LayerCall, type LayerImporter, type Value } from './kerasLayers/layerCall.ts'
import { normalisationLayers } from './kerasLayers/normalisation.ts'
import { poolingLayers } from './kerasLayers/pooling.ts'
import { recurrentLayers } from './kerasLayers/recurrent.ts'
import { resizingLayers } from './kerasLayers/resizing.ts'
import { weightedLayers } from './kerasLayers/weighted.ts'
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
  const input = pictureInput(network, byName.has('input') ? 'picture' : 'input')
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
    const importer = importers.get(layer.className)
    const inputs = layer.inputs.length > 0 ? layer.inputs.map(visit) : [input]
    const call = new LayerCall(network, layer, inputs, weightsOf(name), nodes)
    if (!importer) {
      return call.refuse(
        'is of a class that Lanegaze does not know',
        `save the model without it; known are ${[...importers.keys()].sort().join(', ')}`
      )
    }
    const value = importer(call)
    values.set(name, value)
    return value
  }

  const outputs = Object.fromEntries(network.outputs.map((name) => [name, visit(name).id]))
  return { input: { id: input.id, shape: input.shape }, nodes: usefulNodes(nodes, Object.values(outputs)), outputs }
}

/** An input other than the picture: the same for every frame. */
function heldAtZero({ name, shape }: KerasInput, nodes: Node[]): Value {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1))
  nodes.push({ id: name, op: { type: 'constant', value: { shape, data } }, inputs: [], shape })
  return { id: name, shape, channelsFirst: false }
}

/** What had to be assumed about a network's inputs. */
export function inputWarnings({ source, otherInputs }: KerasNetwork): Warning[] {
  return otherInputs.map(({ name, shape }) => ({
    code: 'constant-input',
    message: `'${source}' has a second input, '${name}' (${shape.join('x')} number${shape.join() === '1' ? '' : 's'}); it is held at 0 for every frame.`
  }))
}

/** The model's input. Three sizes of which only the first can be a number of channels are [channels, height, width]. */
function pictureInput(network: KerasNetwork, id: string): Value {
  const [a, b, c] = network.input.shape
  if (network.input.shape.length !== 3 || a === undefined || b === undefined || c === undefined) {
    throw new InputError(
      `'${network.source}' takes an input of shape [${network.input.shape.join(', ')}], which is not one picture; open a model that takes [height, width, channels].`
    )
  }
  const channelsFirst = a <= 4 && c > 4
  return { id, shape: channelsFirst ? [b, c, a] : [a, b, c], channelsFirst }
}
