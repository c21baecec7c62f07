import type { EngineId } from '../../shared/engines.ts'
import type { Graph } from '../model/graph/graph.ts'

/** Runs graphs. */
export interface Engine {
  id: EngineId
  /** Version of the library underneath, for reports. */
  version: string
  /** Uploads the weights once; the session is then run batch by batch. */
  load(graph: Graph): Promise<Session>
  dispose(): void
}

/** A graph ready to run. Nothing may be kept on the engine between runs but the weights. */
export interface Session {
  /** `input` is float32 [batch, ...input shape], row-major; each output is float32 [batch, ...its shape]. */
  run(input: Float32Array, batch: number): Promise<Record<string, Float32Array>>
  dispose(): void
}
