import type { Run } from './api/runs.ts'

/** Engines by the names that people know them by. */
export const engineNames: Readonly<Record<string, string>> = {
  ort: 'ONNX Runtime',
  'ort-gpu': 'ONNX Runtime on the graphics processor',
  'tf-native': 'TensorFlow',
  'tf-wasm': 'TensorFlow.js (WebAssembly)'
}

/** The engine that a run was made by, and why by that one. */
export function engineInWords({
  engine,
  engineAsked,
  warnings
}: Pick<Run, 'engine' | 'engineAsked' | 'warnings'>): string {
  if (engine === null) return 'not known yet'
  const name = engineNames[engine] ?? engine
  if (engineAsked === engine) return `${name}, as chosen`
  if (engineAsked !== 'auto') return `${name}; ${engineNames[engineAsked]} was asked for`
  if (warnings.some(({ code }) => code === 'engine-left-out')) return `${name}, because another cannot run the model`
  const disagree = warnings.some(({ code }) => code === 'engines-disagree')
  return disagree ? `${name}, because the engines disagree` : `${name}, the fastest here that agrees with the others`
}
