import { InputError } from '../../shared/errors.ts'
import { gradient } from './gradient.ts'
import type { Method } from './method.ts'
import { visualBackprop } from './visualBackprop.ts'

/** All methods, the default first. */
export const methods: readonly Method[] = [visualBackprop, gradient]

/** The method of that id; an InputError names those there are. */
export function methodById(id: string): Method {
  const method = methods.find((candidate) => candidate.id === id)
  if (method) return method
  throw new InputError(`There is no method '${id}': choose one of ${methods.map((known) => known.id).join(', ')}.`)
}
