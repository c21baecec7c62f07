import { z } from 'zod'

/** The engines that there are, by the names that people know them by. */
export const engines = [
  { id: 'ort', name: 'ONNX Runtime' },
  { id: 'ort-gpu', name: 'ONNX Runtime on the graphics processor' },
  { id: 'tf-native', name: 'TensorFlow' },
  { id: 'tf-wasm', name: 'TensorFlow.js (WebAssembly)' }
] as const

/** ONNX Runtime on the processor and on a graphics processor; TensorFlow.js on TensorFlow's own library and on wasm. */
export type EngineId = (typeof engines)[number]['id']

export const engineChoices = ['auto', ...engines.map(({ id }) => id)] as const

/** `auto` is the fastest of those that agree. */
export const EngineChoice = z.literal(engineChoices)
export type EngineChoice = z.infer<typeof EngineChoice>

/** The name of an engine; its id where a newer Lanegaze named one that this one does not know. */
export function engineName(id: string): string {
  return engines.find((engine) => engine.id === id)?.name ?? id
}
