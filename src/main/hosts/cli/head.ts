import { InputError } from '../../../shared/errors.ts'
import { headPresets } from '../../../shared/headPresets.ts'
import type { MethodSettings } from '../../../shared/methodSettings.ts'
import { headFault, type OutputShape, SteeringHead } from '../../../shared/steeringHead.ts'
import { jsonOf } from '../../../shared/typedAnswer.ts'
import type { Client } from '../client.ts'

/**
 * Takes the steering of a model from what is said of it from now on: fields of its head by their paths, such as
 * `of.after`, and `preset`. What is not given stays as it is, or as the preset has it.
 * @throws InputError where that is no head, or the model does not give what it asks for
 */
export async function useHead(api: Client, model: string, given: MethodSettings): Promise<void> {
  const param = { model }
  const { recipe, head } = await jsonOf(api.models[':model'].$get({ param }))
  const outputs = await jsonOf(api.models[':model'].outputs.$get({ param }))
  const { preset, ...fields } = given
  const output = String(given['output'] ?? head.output)
  const base = preset === undefined ? head : presetHead(String(preset), output, outputs)
  const parsed = SteeringHead.safeParse(withFields(base, fields))
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!
    throw wrong(path.join('.'), message, output, outputs)
  }
  const fault = headFault(parsed.data, outputs)
  if (fault) throw wrong(fault.field, fault.why, output, outputs)
  await jsonOf(api.models[':model'].recipe.$put({ param, json: { recipe, head: parsed.data } }))
}

/** What is wrong, where that is, and what would be right there. */
function wrong(field: string, why: string, name: string, outputs: readonly OutputShape[]): InputError {
  const output = outputs.find((one) => one.name === name)
  const isPresets = field === 'of' || field === 'of.as'
  const presets = isPresets && output ? headPresets(output, outputs).map(({ id }) => id) : []
  const instead = presets.length > 0 ? `; begin with a preset, such as preset=${presets.join(' or ')}` : ''
  return new InputError(`--head is wrong${field === '' ? '' : ` at '${field}'`}: ${why}${instead}.`)
}

function presetHead(id: string, name: string, outputs: readonly OutputShape[]): SteeringHead {
  const output = outputs.find((one) => one.name === name)
  if (!output) {
    throw new InputError(
      `The model has no output '${name}'; --head output=NAME takes ${outputs.map((one) => one.name).join(', ')}.`
    )
  }
  const presets = headPresets(output, outputs)
  const found = presets.find((one) => one.id === id)
  if (found) return found.head
  const fitting = presets.map((one) => one.id).join(', ')
  throw new InputError(
    `--head preset=${id} does not fit the output '${name}' [${output.shape.join(', ')}]; choose one of ${fitting}.`
  )
}

/** A head with fields set by their paths; not checked yet. What says something else than they do is left out. */
function withFields({ output, index, unit, positive, bins, of }: SteeringHead, fields: MethodSettings): object {
  const isSaid = (field: string): boolean => Object.keys(fields).some((path) => path.split('.')[0] === field)
  const named = { output, unit, positive }
  const other = fields['of.as'] !== undefined && fields['of.as'] !== of?.as
  const begun = isSaid('of')
    ? { ...named, of: other ? {} : { ...of } }
    : isSaid('index')
      ? named
      : { ...named, index, ...(bins && { bins }), ...(of && !isSaid('bins') && { of }) }
  return Object.entries(fields).reduce<object>((head, [path, value]) => withField(head, path.split('.'), value), begun)
}

function withField(object: object, [name = '', ...rest]: readonly string[], value: string | number): object {
  const kept: unknown = Object.entries(object).find(([own]) => own === name)?.[1]
  const below = typeof kept === 'object' && kept !== null ? kept : {}
  return { ...object, [name]: rest.length > 0 ? withField(below, rest, value) : valueOf(name, value) }
}

/** Lists and objects are written as JSON. An output may be called as a number is. */
function valueOf(name: string, value: string | number): unknown {
  if (name === 'output') return String(value)
  if (typeof value === 'number' || !/^[[{]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
