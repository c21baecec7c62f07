import { extname, join, sep } from 'node:path'
import { InputError } from '../../../shared/errors.ts'
import type { Warning } from '../../../shared/recording.ts'
import { openCsvSignals } from '../table/csvSignals.ts'
import { fingerprint, spread } from '../place/fingerprint.ts'
import type { Format, Place } from '../format.ts'
import { readHeaders, surveyHeaders } from './imageSurvey.ts'
import { inNaturalOrder } from '../pictures/naturalOrder.ts'

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
    // A plain name needs no more, and `join` takes a tenth of the time in which 200,000 pictures open.
    const files = chosen.map((file) => `${place.path}${sep}${file}`)
    const survey = surveyHeaders(files, await readHeaders(files, spread(files.length, LOOKED_AT)))
    if (!survey)
      throw new InputError(`No file of ${place.name} is a picture that can be read; copy it again from its source.`)
    const warnings: Warning[] = [...survey.warnings]
    if (others > 0) {
      warnings.push({
        code: 'other-pictures',
        message: `${others} pictures of ${place.name} have another suffix than the ${files.length} that are used and are left out.`
      })
    }
    warnings.push({
      code: 'assumed-rate',
      message: `${place.name} does not say when its pictures were taken; ${ASSUMED_RATE} a second are assumed.`
    })
    const duration = files.length / ASSUMED_RATE
    const table =
      options.signals &&
      (await openCsvSignals(options.signals, { frames: files.length, duration }, 'chosen', options.steering))
    if (table) warnings.push(...table.warnings)
    return {
      kind: 'image-folder',
      path: place.path,
      name: place.name,
      because,
      fingerprint: await fingerprint('image-folder', files, survey.part),
      source: { type: 'images', files, coding: survey.coding },
      width: survey.width,
      height: survey.height,
      frames: { count: files.length, exact: true },
      times: Float64Array.from(files, (_, i) => i / ASSUMED_RATE),
      rate: ASSUMED_RATE,
      signals: table ? table.signals : [],
      warnings
    }
  }
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
