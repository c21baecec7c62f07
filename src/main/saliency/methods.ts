import { InputError } from '../../shared/errors.ts'
import { expectedGradients } from './expectedGradients.ts'
import { gradCam } from './gradCam.ts'
import { gradient } from './gradient.ts'
import { gradientTimesInput } from './gradientTimesInput.ts'
import { hiResCam } from './hiResCam.ts'
import { integratedGradients } from './integratedGradients.ts'
import { layerCam } from './layerCam.ts'
import { lrp } from './lrp.ts'
import type { Method } from './method.ts'
import { occlusion } from './occlusion.ts'
import { guided, rectified } from './rectifiers.ts'
import { rise } from './rise.ts'
import { smoothGrad } from './smoothGrad.ts'
import { visualBackprop } from './visualBackprop.ts'

/** All methods, `defaultMethod` first and the dearest last. */
export const methods: readonly Method[] = [
  gradient,
  visualBackprop,
  gradCam,
  hiResCam,
  layerCam,
  gradientTimesInput,
  lrp,
  smoothGrad,
  integratedGradients,
  expectedGradients,
  guided,
  rectified,
  occlusion,
  rise
]

/** Whether the maps of a method raise events by themselves; those of one that there is no more did. */
export function raisesEvents(id: string): boolean {
  return methods.find((method) => method.id === id)?.use !== 'looking'
}

/** The method of that id; an InputError names those there are. */
export function methodById(id: string): Method {
  const method = methods.find((candidate) => candidate.id === id)
  if (method) return method
  throw new InputError(`There is no method '${id}': choose one of ${methods.map((known) => known.id).join(', ')}.`)
}
