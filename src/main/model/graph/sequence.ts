import type { Graph, Shape } from './graph.ts'

/** What a graph takes. */
export type GraphInput = Pick<Graph, 'input' | 'sequence'>

/**
 * The picture that a graph's maps are about: its input or, where that holds several, the frame at hand.
 * [height, width, channels].
 */
export function pictureOf(graph: GraphInput): { id: string; shape: Shape } {
  const { input, sequence } = graph
  if (!sequence) return input
  const [height = 1, width = 1, channels = 1] = input.shape
  return { id: sequence.picture, shape: [height, width, channels / sequence.frames] }
}

/** How many pictures the input holds: the one at hand and those that lie before it. */
export function framesOf({ sequence }: GraphInput): number {
  return sequence?.frames ?? 1
}

/** What each picture of the input is, in their order: see Sequence. */
export function heldBy({ sequence }: GraphInput): readonly (number | 'mean')[] {
  const frames = sequence?.frames ?? 1
  return sequence?.holds ?? Array.from({ length: frames }, (_, i) => frames - 1 - i)
}

/** How many frames before the one at hand the input reaches back. */
export function framesBefore(graph: GraphInput): number {
  return Math.max(...heldBy(graph).map((held) => (held === 'mean' ? 0 : held)))
}
