import { InputError } from '../../shared/errors.ts'
import type { Parameter, Settings } from './method.ts'

/** A whole number that can be chosen. */
export function whole(id: string, label: string, standard: number, min: number, max: number): Parameter {
  return { id, label, kind: 'number', default: standard, min, max, isWhole: true }
}

/**
 * Every parameter with its value: the one in `settings`, or its default. Throws an InputError for values out of range
 * and for names that no parameter has.
 */
export function settled(parameters: readonly Parameter[], settings: Settings = {}): Settings {
  for (const id of Object.keys(settings)) {
    if (parameters.some((parameter) => parameter.id === id)) continue
    const names = parameters.map((parameter) => parameter.id).join(', ')
    throw new InputError(`The method has no parameter '${id}': ${names ? `it has ${names}` : 'it has none'}.`)
  }
  return Object.fromEntries(
    parameters.map((parameter) => [parameter.id, checked(parameter, settings[parameter.id] ?? parameter.default)])
  )
}

/** The settings that differ from their defaults; throws as `settled` does. */
export function changed(parameters: readonly Parameter[], settings?: Settings): Settings {
  const values = settled(parameters, settings)
  const different = parameters.filter((parameter) => values[parameter.id] !== parameter.default)
  return Object.fromEntries(different.map(({ id }) => [id, values[id]!]))
}

/** The value of a number parameter. */
export function numberOf(settings: Settings, id: string): number {
  return Number(settings[id])
}

function checked(parameter: Parameter, value: number | string): number | string {
  if (parameter.kind === 'choice') {
    if (parameter.choices.includes(String(value))) return value
    throw new InputError(`'${parameter.id}' cannot be '${value}': choose one of ${parameter.choices.join(', ')}.`)
  }
  const { id, min, max, isWhole } = parameter
  if (typeof value === 'number' && value >= min && value <= max && (!isWhole || Number.isInteger(value))) return value
  throw new InputError(`'${id}' must be a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}, not '${value}'.`)
}
