import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { sentence, UnavailableError } from '../../shared/errors.ts'
import type { Graph } from '../model/graph/graph.ts'
import type { Engine, Session } from './engine.ts'
import { joinedParts } from './joinedParts.ts'
import { compileOnnx } from './onnx/compileOnnx.ts'
import { startThread, type OnnxThread, type Outputs } from './onnxThread.ts'

/**
 * Pictures that a session is given at a time. Batches are cut in the same places however many threads there are, so
 * the numbers that come out do not depend on the machine's cores; and the values of so few stay in a core's cache.
 */
const PART = 8

/** More threads than a batch of 32 has parts would have nothing to do. */
const MOST_THREADS = 4

/** What ONNX Runtime can use of a machine's graphics processor, the best first. */
const gpuProviders: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['cuda', 'webgpu'],
  win32: ['dml', 'webgpu'],
  darwin: ['coreml', 'webgpu']
}

/**
 * Starts ONNX Runtime: on the processor with several threads of one session each, which take turns with the parts of a
 * batch; on a graphics processor with one. Throws an UnavailableError where it does not start.
 */
export async function createOnnxEngine(id: 'ort' | 'ort-gpu'): Promise<Engine> {
  const threads = id === 'ort' ? await processorThreads() : [await graphicsThread()]
  const part = id === 'ort' ? PART : Infinity
  let sessions = 0
  return {
    id,
    version: version(),
    async load(graph) {
      const session = sessions++
      const model = compileOnnx(graph)
      await Promise.all(threads.map((thread) => thread.load(session, model, graph.input.shape)))
      return onThreads(threads, session, graph, part)
    },
    dispose() {
      for (const thread of threads) thread.end()
    }
  }
}

async function processorThreads(): Promise<OnnxThread[]> {
  const count = Math.min(availableParallelism(), MOST_THREADS)
  try {
    return await Promise.all(Array.from({ length: count }, () => startThread('cpu')))
  } catch (error) {
    throw new UnavailableError(`ONNX Runtime does not start here: run npm ci to install it again (${sentence(error)}).`)
  }
}

async function graphicsThread(): Promise<OnnxThread> {
  const providers = gpuProviders[process.platform] ?? []
  for (const provider of providers) {
    try {
      return await startThread(provider)
    } catch {
      // The next one may be there; the sentence below names them all.
    }
  }
  throw new UnavailableError(
    `ONNX Runtime finds no graphics processor here (looked for ${providers.join(', ') || 'none'}); use the engine ort.`
  )
}

function onThreads(threads: readonly OnnxThread[], session: number, graph: Graph, part: number): Session {
  const size = graph.input.shape.reduce((product, length) => product * length, 1)
  return {
    async run(input, batch) {
      if (input.length !== size * batch) {
        throw new RangeError(`the input has ${input.length} values; ${size * batch} are needed`)
      }
      const length = Math.min(part, batch)
      const parts: Promise<Outputs>[] = []
      for (let from = 0; from < batch; from += length) {
        const to = Math.min(from + length, batch)
        const thread = threads.reduce((idlest, other) => (other.waiting() < idlest.waiting() ? other : idlest))
        parts.push(thread.run(session, input.subarray(from * size, to * size), to - from))
      }
      return joinedParts(await Promise.all(parts))
    },
    dispose() {
      for (const thread of threads) thread.drop(session)
    }
  }
}

function version(): string {
  const about = createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string }
  return about.version
}
