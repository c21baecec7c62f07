import type { Graph } from '../model/graph/graph.ts'
import { framesOf } from '../model/graph/sequence.ts'
import type { Explain, Explanation } from './method.ts'

/** The explanation of a method that runs its graph once: its outputs are `steering` [1] and `map` [height, width, 1]. */
export function oneRun(graph: Graph): Explanation {
  return {
    graph,
    async explain(run, pictures, batch) {
      const { steering, map } = await run(pictures, batch)
      return { steering: steering!, map: map! }
    }
  }
}

/** The part of a signed number that explains left (positive), right (negative) or change (both), never negative. */
export function partOf(explain: Explain, value: number): number {
  if (explain === 'change') return Math.abs(value)
  return Math.max(0, explain === 'left' ? value : -value)
}

/** How the numbers of one input lie. */
export interface PictureSize {
  pixels: number
  /** Numbers of a pixel of the picture. */
  channels: number
  /** Numbers of a pixel of the input: of a sequence of frames the picture's are the last of them. */
  depth: number
  /** Numbers of the whole input. */
  size: number
}

/** The size of what a graph reads, and of the picture in it that maps are about. */
export function pictureSize(graph: Graph): PictureSize {
  const [height = 1, width = 1, depth = 1] = graph.input.shape
  const pixels = height * width
  return { pixels, channels: depth / framesOf(graph), depth, size: pixels * depth }
}
