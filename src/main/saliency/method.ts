import type { Graph } from '../model/graph.ts'
import type { SteeringHead } from '../model/model.ts'

/** What a map explains: what pushes steering to the left, to the right, or changes it at all. */
export type Explain = 'left' | 'right' | 'change'

/** The steering value a method explains: left-positive, so the head's sign is part of it. */
export interface Target {
  graph: Graph
  head: SteeringHead
}

/** One saliency method. It knows graphs, never an engine. */
export interface Method {
  id: string
  label: string
  family: 'activation' | 'gradient' | 'perturbation'
  /** Raised with every change of what the method computes: older maps are then no longer shown. */
  version: number
  /** True where left and right differ. */
  signed: boolean
  /** Why the method cannot be used on this model, in one sentence; null where it can. */
  refuse(target: Target): string | null
  /**
   * The one graph to run on a batch of pictures. Its outputs are `steering` [1], left-positive in the head's
   * unit, and `map` [height, width, 1] with values S >= 0 in model-input space.
   */
  build(target: Target, explain: Explain): Graph
}
