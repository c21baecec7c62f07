import { InputError } from '../../../../shared/errors.ts'
import type { Choice } from '../../../../shared/recording.ts'
import { lastParts } from '../pictureFinder.ts'
import { PICTURE_NAME } from '../../pictures/pictureSuffix.ts'

/** The field in which a car with one camera names its picture. */
const USUAL_CAMERA = 'cam/image_array'

/** The field that names the pictures of a camera: `cam/image_array_a` of camera a. */
interface TubCamera {
  field: string
  name: string
}

/** The cameras of a tub, the usual one first, by the fields of its records that name pictures. */
export function tubCameras(records: readonly Record<string, unknown>[]): TubCamera[] {
  const fields = new Set<string>()
  for (const record of records)
    for (const [field, value] of Object.entries(record))
      if (field === USUAL_CAMERA ? typeof value === 'string' : namesPicture(field, value)) fields.add(field)
  const cameras = [...fields].map((field) => ({ field, name: nameOf(field) }))
  return cameras.sort((a, b) => Number(b.field === USUAL_CAMERA) - Number(a.field === USUAL_CAMERA))
}

/** The camera that was asked for, else the first. Null where there is none. @throws InputError where it is not there. */
export function chosenCamera(
  cameras: readonly TubCamera[],
  asked: string | undefined,
  tub: string
): { field: string; choices: Choice[] } | null {
  const camera = asked === undefined ? cameras[0] : cameras.find(({ name, field }) => name === asked || field === asked)
  const values = cameras.map(({ name }) => name)
  if (!camera && asked !== undefined && cameras.length > 0)
    throw new InputError(`${tub} has no camera "${asked}"; choose one of ${values.join(', ')}.`)
  if (!camera) return null
  const choices: Choice[] = values.length > 1 ? [{ option: 'camera', values, chosen: camera.name }] : []
  return { field: camera.field, choices }
}

/** File name of the picture that a field names; null where it names none. */
export function pictureIn(record: Record<string, unknown>, field: string): string | null {
  const value = record[field]
  return typeof value === 'string' && value !== '' ? (lastParts(value)[0] ?? null) : null
}

function namesPicture(field: string, value: unknown): boolean {
  return field.startsWith('cam/') && typeof value === 'string' && PICTURE_NAME.test(value)
}

function nameOf(field: string): string {
  return field.replace(/^cam\//, '').replace(/^image_array_(?=.)/, '')
}
