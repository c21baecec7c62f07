import { UnavailableError } from '../../shared/errors.ts'
import type { EngineId } from '../../shared/engines.ts'
import type { Engine } from './engine.ts'
import { createOnnxEngine } from './onnxRuntime.ts'
import { createTensorflowEngine } from './tensorflow.ts'
import { whyUnavailable as whyTensorflowUnavailable } from './tensorflowBackend.ts'

/**
 * The engines that run on the processor, the fastest first. 'ort-gpu' is only used where a person asks for it: graphics
 * processors round otherwise, and some drivers end the process.
 */
export const engineIds: readonly EngineId[] = ['ort', 'tf-native', 'tf-wasm']

/** Why the engine cannot be used here, with the way to get it; null where it is installed. Loads nothing. */
export function whyUnavailable(id: EngineId): string | null {
  return id === 'tf-native' ? whyTensorflowUnavailable(id) : null
}

/** The engines of the processor that are installed here, the fastest first. */
export async function availableEngines(): Promise<EngineId[]> {
  return engineIds.filter((id) => whyUnavailable(id) === null)
}

/** The engine that is believed where two disagree: TensorFlow.js, on the library that models are trained with. */
export function referenceEngine(): 'tf-native' | 'tf-wasm' {
  return whyUnavailable('tf-native') === null ? 'tf-native' : 'tf-wasm'
}

/** Starts an engine. Throws an UnavailableError that says how to get it where it is not there or does not start. */
export function createEngine(id: EngineId): Promise<Engine> {
  return id === 'ort' || id === 'ort-gpu' ? createOnnxEngine(id) : createTensorflowEngine(id)
}

/** Starts the engine that was asked for; 'auto' starts the fastest that works here. */
export async function chooseEngine(choice: 'auto' | EngineId): Promise<Engine> {
  if (choice !== 'auto') return createEngine(choice)
  for (const id of await availableEngines()) {
    try {
      return await createEngine(id)
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error
    }
  }
  throw new UnavailableError('No engine starts here: run npm ci to install them again.')
}
