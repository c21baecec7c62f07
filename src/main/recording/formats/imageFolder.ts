import { extname, join, sep } from 'node:path'
import { InputError } from '../../../shared/errors.ts'
import type { Warning } from '../../../shared/recording.ts'
import { onlyTableBeside, tableBeside } from '../beside/videoTables.ts'
import { openCsvSignals } from '../table/csvSignals.ts'
import { fingerprint, spread } from '../place/fingerprint.ts'
import type { Format, Place } from '../format.ts'
import { readHeaders, surveyHeaders } from './imageSurvey.ts'
import { readNames } from '../names/namedPictures.ts'
import { nameSignals } from '../names/nameSignals.ts'
import { nameTimes } from '../names/nameTimes.ts'
import { inNaturalOrder } from '../pictures/naturalOrder.ts'
import type { Recording } from '../recording.ts'
import { withTarget } from '../signals/targetPoint.ts'

/** Where nothing says when pictures were taken, this many a second is the custom of small cars. */
export const ASSUMED_RATE = 20
/** In larger folders this many pictures are looked at, evenly spread; the decode pass looks at all. */
const LOOKED_AT = 512

/** A folder of JPEG, PNG, WebP or BMP pictures of one size, in natural order (2 before 10), told by content and not by suffix. */
export const imageFolder: Format = {
  kind: 'image-folder',

  async recognise(place) {
    const { chosen } = await pictureFiles(place)
    return chosen.length > 0 ? `it holds ${chosen.length} pictures` : null
  },

  async open(place, because, options) {
    const { chosen, others } = await pictureFiles(place)
    const named = readNames(chosen, place.name, options)
    // A plain name needs no more, and `join` takes a tenth of the time in which 200,000 pictures open.
    const files = named.ordered.names.map(({ name }) => `${place.path}${sep}${name}`)
    const survey = surveyHeaders(files, await readHeaders(files, spread(files.length, LOOKED_AT)))
    if (!survey)
      throw new InputError(`No file of ${place.name} is a picture that can be read; copy it again from its source.`)
    const warnings: Warning[] = [...named.warnings, ...survey.warnings]
    if (others > 0) {
      warnings.push({
        code: 'other-pictures',
        message: `${others} pictures of ${place.name} have another suffix than the ${files.length} that are used and are left out.`
      })
    }
    const { times, rate } = nameTimes(named, place.name, ASSUMED_RATE, warnings)
    const duration = (times.at(-1) ?? 0) + 1 / rate
    const labelled = named.numbers?.some((what) => what === 'steering' || what === 'x') ?? false
    const beside = options.signals === undefined && !labelled ? await onlyTableBeside(place.path, 0) : null
    const file = options.signals ?? beside
    const how = options.signals === undefined ? 'found' : 'chosen'
    const table = file && (await openCsvSignals(file, { frames: files.length, duration }, how, options.steering))
    if (table && beside !== null && table.signals.length > 0) warnings.push(tableBeside(beside, 'these pictures'))
    if (table) warnings.push(...table.warnings)
    const recording: Recording = {
      kind: 'image-folder',
      path: place.path,
      name: place.name,
      because: named.known ? `${because}, with labels in their names as ${named.known.whose} writes them` : because,
      fingerprint: await fingerprint('image-folder', files, survey.part),
      source: { type: 'images', files, coding: survey.coding },
      width: survey.width,
      height: survey.height,
      frames: { count: files.length, exact: true },
      times,
      rate,
      signals: table && table.signals.length > 0 ? table.signals : nameSignals(named, place.name, warnings),
      choices: named.choices,
      names: named.asked,
      warnings
    }
    if (!labelled || table || !recording.signals.some(({ role, name }) => role === 'steering' && name === 'x'))
      return recording
    return withTarget(recording, 'x', `The names of the pictures of ${place.name} give`, isPercent(recording))
  }
}

/** JetBot's first notebooks wrote points as 0 to 100, the later ones and JetRacer's as pixels of pictures that are larger. */
function isPercent({ width, signals }: Recording): boolean {
  const points = signals.filter(({ name }) => name === 'x' || name === 'y')
  return width > 110 && points.length === 2 && points.every(({ values }) => values.every((value) => value <= 100))
}

/**
 * The pictures of a folder in natural order: the largest group of files with one suffix whose first, middle and last
 * are pictures, at least one of them. `others` counts pictures of other groups.
 */
function pictureFiles(place: Place): Promise<PictureFiles> {
  const known = looked.get(place)
  if (known) return known
  const found = findPictures(place)
  looked.set(place, found)
  return found
}

interface PictureFiles {
  chosen: string[]
  others: number
}

/** A place is looked at to recognise it, and again to open it. */
const looked = new WeakMap<Place, Promise<PictureFiles>>()

async function findPictures({ path, files }: Place): Promise<PictureFiles> {
  const groups = Map.groupBy(files, (name) => extname(name).toLowerCase())
  const pictures: string[][] = []
  for (const names of groups.values()) {
    const group = inNaturalOrder(names)
    const some = spread(group.length, 3).map((place) => join(path, group[place] ?? ''))
    const headers = await readHeaders(some, [0, 1, 2].slice(0, some.length))
    if ([...headers.values()].some((header) => typeof header === 'object')) pictures.push(group)
  }
  pictures.sort((a, b) => b.length - a.length)
  const [chosen = [], ...rest] = pictures
  return { chosen, others: rest.reduce((sum, group) => sum + group.length, 0) }
}
