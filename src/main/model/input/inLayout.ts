import { InputError } from '../../../shared/errors.ts'
import {
  type InputForm,
  type InputPart,
  inputParts,
  type InputLayout,
  layoutInWords
} from '../../../shared/inputLayout.ts'
import { PLANES } from '../../../shared/planesLayout.ts'
import type { Graph, Node, Sequence } from '../graph/graph.ts'
import type { GraphInput } from '../graph/sequence.ts'
import { usefulNodes } from '../graph/usefulNodes.ts'
import { yuvPlanes } from './yuvPlanes.ts'

/** A model's network before it is known which pictures its input holds. */
export interface UnreadGraph {
  /** What the graph's input is to be called. */
  id: string
  form: InputForm
  /** Of the form's pictures, in its order: ids that nodes read and none of them makes. One for all channels. */
  places: readonly string[]
  nodes: readonly Node[]
  outputs: Graph['outputs']
}

/**
 * The graph of a model whose input is read so. Its input holds what changes from frame to frame, the picture that maps
 * are about last; the rest are constants of the graph.
 * @param reading undefined for a model of one picture
 * @throws InputError where the model's input cannot be read so
 */
export function inLayout(unread: UnreadGraph, reading: InputLayout | undefined, source: string): Graph {
  const parts = inputParts(unread.form, reading)
  if (!parts) {
    throw new InputError(
      `'${source}' takes ${formInWords(unread.form)}, which cannot be read as ${reading ? layoutInWords(reading) : 'one picture'}; choose another reading.`
    )
  }
  const { outputs } = unread
  const isEach = unread.places.length === parts.length && !parts.some(({ isPlanes }) => isPlanes)
  const ids = isEach ? unread.places : partIds(unread.id, parts)
  const { input, sequence, nodes: cut } = inputOf(unread.id, parts, ids)
  const { nodes: joined, names } = isEach
    ? { nodes: [], names: new Map<string, string>() }
    : joinedPlaces(unread, parts, ids)
  const renamed = (name: string): string => names.get(name) ?? name
  const rest = unread.nodes.map((node) => ({ ...node, inputs: node.inputs.map(renamed) }))
  const ends = Object.fromEntries(Object.entries(outputs).map(([name, end]) => [name, renamed(end)]))
  // The picture is a node that the graph must have, even where nothing reads it.
  const needed = [...Object.values(ends), ...(sequence ? [sequence.picture] : [])]
  const nodes = usefulNodes([...cut, ...joined, ...rest], needed)
  return { input, nodes, outputs: ends, ...(sequence && { sequence }) }
}

/** Ids of the parts of one input. */
function partIds(id: string, parts: readonly InputPart[]): string[] {
  return parts.map((_, i) => `${id}/${i + 1}`)
}

/**
 * What a graph takes so that its places hold what they should, and the nodes that give it to them.
 * @param ids of the places
 */
export function inputOf(
  id: string,
  parts: readonly InputPart[],
  ids: readonly string[]
): GraphInput & { nodes: Node[] } {
  const all = parts.map((part, i) => ({ ...part, id: ids[i]! }))
  const explained = all.find((part) => part.explained)!
  const still = all.filter(({ holds }) => holds === 'zero').map(zeros)
  const moving = all.filter((part) => part.holds !== 'zero' && part !== explained).sort((a, b) => ageOf(b) - ageOf(a))
  const slots = [...moving, explained]
  const [height, width, channels] = explained.shape
  if (slots.length === 1) return { input: { id: explained.id, shape: explained.shape }, nodes: still }
  const cut = slots.map((slot, i): Node => ({
    id: slot.id,
    op: { type: 'slice', axis: 2, from: i * channels },
    inputs: [id],
    shape: slot.shape
  }))
  const holds = slots.map((slot) => slot.holds as Slot)
  const isPlain = holds.every((held, i) => held === slots.length - 1 - i)
  return {
    input: { id, shape: [height, width, slots.length * channels] },
    sequence: { frames: slots.length, picture: explained.id, ...(!isPlain && { holds }) },
    nodes: [...still, ...cut]
  }
}

type Slot = NonNullable<Sequence['holds']>[number]

/** The mean colour is of the frame at hand. */
const ageOf = ({ holds }: InputPart): number => (typeof holds === 'number' ? holds : 0)

function zeros({ id, shape }: { id: string; shape: readonly number[] }): Node {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1))
  return { id, op: { type: 'constant', value: { shape, data } }, inputs: [], shape }
}

/** The nodes that put parts together to the places that the model reads, and what each of these is called then. */
function joinedPlaces(
  { places, form }: UnreadGraph,
  parts: readonly InputPart[],
  ids: readonly string[]
): { nodes: Node[]; names: Map<string, string> } {
  const shapes = form.kind === 'inputs' ? form.inputs.map(({ shape }) => shape) : places.map(() => form.shape)
  const nodes: Node[] = []
  const names = new Map<string, string>()
  let next = 0
  places.forEach((place, i) => {
    const shape = shapes[i]!
    const channels: string[] = []
    for (let filled = 0; filled < shape[2]; next++) {
      const part = parts[next]!
      const planes = part.isPlanes ? yuvPlanes(ids[next]!, part.shape) : []
      nodes.push(...planes)
      channels.push(planes.at(-1)?.id ?? ids[next]!)
      filled += part.isPlanes ? PLANES : part.shape[2]
    }
    const stack = `${place}/channels`
    if (channels.length > 1) nodes.push({ id: stack, op: { type: 'concat', axis: 2 }, inputs: channels, shape })
    names.set(place, channels.length > 1 ? stack : channels[0]!)
  })
  return { nodes, names }
}

function formInWords(form: InputForm): string {
  switch (form.kind) {
    case 'picture':
      return 'one picture'
    case 'channels':
      return `pictures of ${form.shape[2]} channels`
    case 'sequence':
      return `${form.frames} frames of ${form.shape[2]} channel${form.shape[2] === 1 ? '' : 's'}`
    case 'inputs':
      return `${form.inputs.length} pictures (${form.inputs.map(({ name }) => `'${name}'`).join(', ')})`
  }
}
