import { join } from 'node:path'
import { InputError } from '../../shared/errors.ts'
import type { Warning } from '../../shared/recording.ts'
import { fingerprint, spread } from './fingerprint.ts'
import type { Format } from './format.ts'
import { ASSUMED_RATE } from './imageFolder.ts'
import { readHeaders, surveyHeaders } from './imageSurvey.ts'
import { tubTimes } from './tubTimes.ts'
import { tubSignals } from './tubSignals.ts'
import { readManifest, readRecords } from './tubRecords.ts'

const LOOKED_AT = 5000

/** True for the beginning of a tub's `manifest.json`: not one JSON document but one a line, the first a list of names. */
export function isTubManifest(head: Uint8Array): boolean {
  const [first = ''] = Buffer.from(head).toString('utf8').split('\n')
  return first.startsWith('[') && first.includes('"cam/image_array"')
}

/**
 * A Donkeycar tub, version 2: catalogs of records beside a folder of pictures, with or without its manifest. One frame
 * a record that has a picture and was not deleted, in the order of the catalogs.
 */
export const donkeyTubV2: Format = {
  kind: 'donkey-tub-v2',

  async recognise({ files }) {
    const catalogs = files.filter((name) => /^catalog_\d+\.catalog$/.test(name)).length
    if (catalogs === 0) return null
    const manifest = files.includes('manifest.json') ? 'its manifest and' : 'no manifest but'
    return `it has ${manifest} ${catalogs} catalog${catalogs === 1 ? '' : 's'} of a Donkeycar tub, version 2`
  },

  async open(place, because, options) {
    if (options.signals) {
      throw new InputError(
        `${place.name} is a Donkeycar tub, which holds its own steering; open it without a table of signals.`
      )
    }
    const warnings: Warning[] = []
    const manifest = await readManifest(place, warnings)
    const records = await readRecords(place, manifest, warnings)
    if (records.length === 0)
      throw new InputError(`${place.name} is a Donkeycar tub without a single record; choose another one.`)
    const files = records.map((record) => join(place.path, 'images', record.picture))
    const survey = surveyHeaders(files, await readHeaders(files, spread(files.length, LOOKED_AT)))
    if (!survey)
      throw new InputError(
        `None of the pictures of ${place.name} can be read; copy its folder "images" again from the car.`
      )
    const { times, rate } = tubTimes(
      records.map((record) => record.milliseconds),
      ASSUMED_RATE,
      warnings
    )
    const signals = tubSignals(records)
    if (!signals.some(({ role }) => role === 'steering')) {
      warnings.push({
        code: 'no-steering',
        message: `${place.name} has no "user/angle"; there is no recorded steering to compare with.`
      })
    }
    return {
      kind: 'donkey-tub-v2',
      path: place.path,
      name: place.name,
      because,
      fingerprint: await fingerprint('donkey-tub-v2', files),
      source: { type: 'images', files },
      width: survey.width,
      height: survey.height,
      frames: { count: files.length, exact: true },
      times,
      rate,
      signals,
      warnings: [...warnings, ...survey.warnings]
    }
  }
}
