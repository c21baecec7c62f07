import type { Run } from './api/runs.ts'
import { engineName } from './engines.ts'

/** The engine that a run was made by, and why by that one. */
export function engineInWords({
  engine,
  engineAsked,
  warnings
}: Pick<Run, 'engine' | 'engineAsked' | 'warnings'>): string {
  if (engine === null) return 'not known yet'
  const name = engineName(engine)
  if (engineAsked === engine) return `${name}, as chosen`
  if (engineAsked !== 'auto') return `${name}; ${engineName(engineAsked)} was asked for`
  if (warnings.some(({ code }) => code === 'engine-left-out')) return `${name}, because another cannot run the model`
  const disagree = warnings.some(({ code }) => code === 'engines-disagree')
  return disagree ? `${name}, because the engines disagree` : `${name}, the fastest here that agrees with the others`
}
