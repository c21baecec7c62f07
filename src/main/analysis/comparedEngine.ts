import type { Warning } from '../../shared/recording.ts'
import type { Engine, Session } from '../engine/engine.ts'
import type { Graph } from '../model/graph/graph.ts'
import type { Explanation } from '../saliency/method.ts'
import { type Candidates, end, loadCandidates, tryEngines } from './engineTrial.ts'

/** Pictures that are compared. */
const TRIED = 8

/** Loads graphs for whoever runs them beside a job. */
export interface ComparedEngine extends Pick<Engine, 'load' | 'dispose'> {
  /** What there is to say about the engines of the graphs that have been run. */
  warnings: readonly Warning[]
}

/**
 * An engine for graphs that no job has tried: each is run on a second engine too with its first pictures, and goes on with
 * the one that a job would choose (see tryEngines).
 */
export function comparedEngine(): ComparedEngine {
  const opened: Candidates[] = []
  const warnings: Warning[] = []
  return {
    warnings,
    async load(graph) {
      const candidates = await loadCandidates(null, { graph })
      opened.push(candidates)
      let chosen: Session | null = null
      return {
        async run(input, batch) {
          if (!chosen) {
            const tried = Math.min(batch, TRIED)
            const pictures = input.subarray(0, (input.length / batch) * tried)
            const started = await tryEngines(candidates, null, outputsOf(graph), pictures, tried, 1)
            warnings.push(...started.warnings)
            chosen = started.session
          }
          return chosen.run(input, batch)
        },
        dispose: () => chosen?.dispose()
      }
    },
    dispose() {
      opened.forEach(end)
    }
  }
}

/** What is compared of a graph without a map: its outputs. */
function outputsOf(graph: Graph): Explanation {
  return {
    graph,
    async explain(run, pictures, batch) {
      const outputs = Object.values(await run(pictures, batch))
      const steering = new Float32Array(outputs.reduce((length, output) => length + output.length, 0))
      let at = 0
      for (const output of outputs) {
        steering.set(output, at)
        at += output.length
      }
      return { steering, map: new Float32Array() }
    }
  }
}
