import type { Graph } from '../model/graph.ts'
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

/** Values of one picture: its height times width, and how many numbers its pixels have. */
export function pictureSize({ input }: Graph): { pixels: number; channels: number; size: number } {
  const [height = 1, width = 1, channels = 1] = input.shape
  return { pixels: height * width, channels, size: height * width * channels }
}
