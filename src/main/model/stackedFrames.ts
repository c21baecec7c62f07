import { InputError } from '../../shared/errors.ts'
import type { Warning } from '../../shared/recording.ts'
import type { Graph, Node } from './graph.ts'
import { pictureOf, sequenceWarning } from './sequence.ts'

/** Of a colour frame. */
const channels = 3

/** More frames than any steering model stacks; what has more channels takes no pictures. */
const most = 16

/**
 * A model whose one picture has channels for several colour pictures, [height, width, frames * 3], as a model of frames
 * that lie on top of one another, the oldest first. Models of one picture are left as they are. Other channels may be
 * anything (grey frames, depth, a mask), and are refused.
 * @returns the graph, with what had to be assumed
 * @throws InputError where the channels can be no frames
 */
export function withStackedFrames(graph: Graph, source: string): { graph: Graph; warnings: Warning[] } {
  const [height = 1, width = 1, depth = 1] = pictureOf(graph).shape
  if (depth === 1 || depth === channels) return { graph, warnings: [] }
  const frames = depth / channels
  if (graph.sequence || !Number.isInteger(frames) || frames > most) {
    throw new InputError(
      `'${source}' takes pictures of ${depth} channels; open a model that takes 1 (grey) or 3 (colour), or several such frames with an axis of their own, [batch, frames, channels, height, width].`
    )
  }
  const { id } = graph.input
  const stack = `${id}/frames`
  const cut = Array.from({ length: frames }, (_, i): Node => ({
    id: `${id}/${i + 1}`,
    op: { type: 'slice', axis: 2, from: i * channels },
    inputs: [id],
    shape: [height, width, channels]
  }))
  const joined: Node = {
    id: stack,
    op: { type: 'concat', axis: 2 },
    inputs: cut.map((frame) => frame.id),
    shape: graph.input.shape
  }
  const renamed = (name: string): string => (name === id ? stack : name)
  const nodes = graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map(renamed) }))
  const outputs = Object.fromEntries(Object.entries(graph.outputs).map(([name, end]) => [name, renamed(end)]))
  const guess: Warning = {
    code: 'stacked-frames',
    message: `'${source}' takes ${depth} channels, which are taken as ${frames} colour frames on top of one another, the oldest first, because they divide by 3; compare the predicted with the recorded steering.`
  }
  return {
    graph: { ...graph, sequence: { frames, picture: cut.at(-1)!.id }, nodes: [...cut, joined, ...nodes], outputs },
    warnings: [sequenceWarning(source, frames), guess]
  }
}
