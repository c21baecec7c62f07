import type { Warning } from '../../shared/recording.ts'
import type { Graph, Shape } from './graph.ts'

/**
 * The picture that a graph's maps are about: its input or, where it reads several frames at once, the newest of them.
 * [height, width, channels].
 */
export function pictureOf(graph: Graph): { id: string; shape: Shape } {
  const { input, sequence } = graph
  if (!sequence) return input
  const [height = 1, width = 1, channels = 1] = input.shape
  return { id: sequence.picture, shape: [height, width, channels / sequence.frames] }
}

/** How many frames the input holds: the one at hand and those before it. */
export function framesOf({ sequence }: Graph): number {
  return sequence?.frames ?? 1
}

/** What is to be known of a model of several frames. */
export function sequenceWarning(source: string, frames: number): Warning {
  return {
    code: 'sequence',
    message: `'${source}' reads ${frames} frames at a time: each frame with those before it, at the beginning the first frame again and again. Maps are of the newest.`
  }
}
