import { InputError } from '../../../shared/errors.ts'
import { numbersInName } from '../../../shared/nameNumbers.ts'
import type { Choice, NameNumber, NamesOfPictures, OpenWith, Warning } from '../../../shared/recording.ts'
import { knownNames, type KnownNames } from './knownNames.ts'
import { isPreparedCopy, nameCameras } from './nameCameras.ts'
import { guessedNumbers, untoldNumbers, type FoundNumbers } from './nameGuess.ts'
import { inOrderOfNames, type OrderedNames } from './nameOrder.ts'

/** So many names, from all over the drive, say what names are like. */
const LOOKED_AT = 200
/** This part of them must be alike. */
const MOST = 0.8

/** The pictures of a folder as their names tell of them. */
export interface NamedPictures {
  /** Of the camera that was chosen, in order. */
  ordered: OrderedNames
  /** What the numbers in the names are; null where nothing but the order is taken from them. */
  numbers: readonly NameNumber[] | null
  known: KnownNames | null
  /** How many cameras took turns. */
  cameras: number
  choices: Choice[]
  /** For a form that asks which number is what; null where there is nothing to ask. */
  asked: NamesOfPictures | null
  warnings: Warning[]
}

/**
 * Reads the names of a folder's pictures: whose camera took each, and the numbers in them, as a person says what they are,
 * else as a program is known to write them, else the times alone.
 * @param names in natural order
 * @throws InputError for a camera that there is not, and where a person says of more or fewer numbers what they are
 */
export function readNames(names: readonly string[], folder: string, options: OpenWith): NamedPictures {
  const some = sample(names)
  const warnings: Warning[] = []
  const cameras = nameCameras(some)
  const chosen = options.camera ?? cameras?.usual ?? null
  if (options.camera !== undefined && !cameras?.cameras.includes(options.camera))
    throw new InputError(
      cameras
        ? `The pictures of ${folder} are of no camera "${options.camera}"; choose one of ${cameras.cameras.join(', ')}.`
        : `The names of the pictures of ${folder} name no cameras; open it without "${options.camera}".`
    )
  const own = cameras ? names.filter((name) => cameras.cameraOf(name) === chosen) : names
  const found = some.map((name) => numbersInName(name))
  const usual = usualCount(found.map(({ length }) => length))
  const alike = found.filter(({ length }) => length === usual).length >= MOST * found.length
  const known = options.names ? null : (knownNames.find(({ pattern }) => fits(some, pattern)) ?? null)
  const clock = found.every((numbers) => numbers.some(({ isClock }) => isClock))
  const numbers = options.names ?? known?.numbers ?? (alike && clock ? timeAlone(found, usual) : null)
  if (options.names && (!alike || options.names.length !== usual))
    throw otherCount(names[0] ?? '', folder, usual, options)
  const numbered = own.map((name) => ({ name, numbers: numbers ? numbersInName(name).map(({ value }) => value) : [] }))
  const kept = numbers ? numbered.filter((each) => each.numbers.length === numbers.length) : numbered
  const odd = numbers && numbered.find((each) => each.numbers.length !== numbers.length)
  if (odd) {
    const message = `${numbered.length - kept.length} pictures of ${folder} have other names than the others, such as ${odd.name}; they are left out.`
    warnings.push({ code: 'other-names', message })
  }
  if (chosen !== null && known?.aside?.cameras.test(chosen)) {
    const message = `The pictures of ${folder} that are shown are of the camera ${chosen}: ${known.aside.message}`
    warnings.push({ code: 'side-camera', message })
  }
  if (some.some(isPreparedCopy)) {
    const message = `The pictures of ${folder} are copies that were prepared for a training: the steering in the names of the side cameras may have been changed for it.`
    warnings.push({ code: 'prepared-copies', message })
  }
  const unread =
    numbers === null || numbers.every((what) => what === 'time' || what === 'none') ? untoldNumbers(found) : 0
  if (unread > 0) warnings.push({ code: 'names-unread', message: sayWhat(some[0] ?? '', folder, alike ? usual : 0) })
  return {
    ordered: inOrderOfNames(kept, numbers?.indexOf('time') ?? -1, numbers?.indexOf('frame') ?? -1),
    numbers,
    known,
    cameras: cameras?.turns ?? 1,
    choices: cameras ? [{ option: 'camera', values: cameras.cameras, chosen }] : [],
    asked:
      alike && (options.names !== undefined || unread > 0)
        ? {
            examples: some,
            numbers: [...(numbers ?? guessedNumbers(found, usual))],
            isRead: options.names !== undefined
          }
        : null,
    warnings
  }
}

/** Names from all over the drive, a different one of each stretch: those of cameras in turn would all be of one. */
function sample(names: readonly string[]): string[] {
  const step = Math.max(1, Math.floor(names.length / LOOKED_AT))
  return Array.from({ length: Math.min(names.length, LOOKED_AT) }, (_, i) => names[i * step + (i % step)] ?? '')
}

function fits(names: readonly string[], pattern: RegExp): boolean {
  return names.filter((name) => pattern.test(name)).length >= MOST * names.length
}

function usualCount(counts: readonly number[]): number {
  const groups = [...Map.groupBy(counts, (count) => count)]
  return groups.sort((a, b) => b[1].length - a[1].length)[0]?.[0] ?? 0
}

/** The first clock that goes on, else the first, is the time; of the others nobody has said what they are. */
function timeAlone(found: FoundNumbers, usual: number): NameNumber[] {
  const rows = found.filter(({ length }) => length === usual)
  const clocks = Array.from({ length: usual }, (_, i) => i).filter((i) => rows.every((row) => row[i]?.isClock))
  const clock = clocks.find((i) => rows.some((row) => row[i]?.value !== rows[0]?.[i]?.value)) ?? clocks[0]
  return Array.from({ length: usual }, (_, i) => (i === clock ? 'time' : 'none'))
}

function sayWhat(example: string, folder: string, count: number): string {
  const such = `The names of the pictures of ${folder}, such as ${example},`
  return count > 0
    ? `${such} hold ${count} ${count > 1 ? 'numbers' : 'number'} of which nobody has said what they are; say it at 'Numbers in the names' on the drive's page.`
    : `${such} hold more than a count, not always as many numbers; they give the order alone, and their numbers are not read.`
}

function otherCount(example: string, folder: string, usual: number, { names = [] }: OpenWith): InputError {
  const many = (count: number): string => `${count} ${count === 1 ? 'number' : 'numbers'}`
  return new InputError(
    `The names of the pictures of ${folder}, such as ${example}, hold ${many(usual)}, and of ${names.length} it was said what they are; say it of each (none for one that says nothing).`
  )
}
