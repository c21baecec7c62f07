import type { LayerMean } from '../../shared/layerMean.ts'
import type {
  MethodFamily,
  MethodParameter as Parameter,
  MethodSettings as Settings,
  MethodUse
} from '../../shared/methodSettings.ts'
import type { Graph } from '../model/graph/graph.ts'
import type { SteeringHead } from '../model/model.ts'

/** What a map explains: what pushes steering to the left, to the right, or changes it at all. */
export type Explain = 'left' | 'right' | 'change'

/** What a method explains. */
export interface Target {
  graph: Graph
  /** The steering: left-positive, so the head's sign is part of it. */
  head: SteeringHead
  /** What the maps are of in place of the steering; left is then what raises it, right what lowers it. */
  of?: LayerMean | undefined
}

/** Runs a method's graph: `input` float32 [batch, ...input shape]; each output float32 [batch, ...its shape]. */
export type RunGraph = (input: Float32Array, batch: number) => Promise<Record<string, Float32Array>>

/** What a batch of pictures gave. */
export interface Explained {
  /** [batch], left-positive, in the head's unit, of the pictures as they are. */
  steering: Float32Array
  /** [batch, height, width, 1], values S >= 0 in model-input space. */
  map: Float32Array
  /**
   * [batch]: by how much a method's sum misses what it claims to sum up to, as a share of that; for methods that claim
   * such a sum.
   */
  residue?: Float32Array
}

/** What to run for a target and how to read a map out of it. */
export interface Explanation {
  graph: Graph
  /** How many pictures of the drive `explain` wants to compare with; none where it is left out. */
  baselines?: number
  /**
   * Explains a batch of pictures, float32 [batch, height, width, channels]; a picture's map is the same in any batch.
   * @param drive the pictures asked for, as they are without frames before them: float32 [count, height, width, channels]
   */
  explain(run: RunGraph, pictures: Float32Array, batch: number, drive?: Float32Array): Promise<Explained>
}

export type { Parameter, Settings }

/** One saliency method. It knows graphs, never an engine. */
export interface Method {
  id: string
  label: string
  family: MethodFamily
  /** Raised with every change of what the method computes: older maps are then no longer shown. */
  version: number
  /** True where left and right differ. */
  signed: boolean
  /** What it is good for, in about five words. */
  goodFor: string
  /** Whether its maps may raise events by themselves; see MethodUse. */
  use: MethodUse
  /** What to know before its maps are believed, in one sentence; null where nothing speaks against them. */
  caution: string | null
  /** Why the method cannot be used on this model, in one sentence; null where it can. */
  refuse(target: Target): string | null
  /** The choices there are for this model. The target must not be refused. */
  parameters(target: Target): readonly Parameter[]
  /** Work for one frame, in runs of the model: a way back through it counts as another run. */
  cost(target: Target, explain: Explain, settings?: Settings): number
  /** The target must not be refused. Throws an InputError for settings that there are not. */
  build(target: Target, explain: Explain, settings?: Settings): Explanation
}
