import { join } from 'node:path'
import { InputError } from '../../../../shared/errors.ts'
import type { Warning } from '../../../../shared/recording.ts'
import type { Format } from '../../format.ts'
import { ASSUMED_RATE } from '../imageFolder.ts'
import { recordingOfLog, refuseTable } from '../logged.ts'
import { readManifest, readRecords } from './tubRecords.ts'
import { tubSignals } from './tubSignals.ts'

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
    refuseTable(options, place, 'a Donkeycar tub')
    const warnings: Warning[] = []
    const manifest = await readManifest(place, warnings)
    const { records, choices } = await readRecords(place, manifest, options.camera, warnings)
    if (records.length === 0)
      throw new InputError(`${place.name} is a Donkeycar tub without a single record; choose another one.`)
    const steered = tubSignals(records, options.steering, place.name, warnings)
    return recordingOfLog({
      kind: 'donkey-tub-v2',
      place,
      because,
      files: records.map((record) => join(place.path, 'images', record.picture)),
      stamps: records.map((record) => record.milliseconds),
      assumedRate: ASSUMED_RATE,
      signals: steered.signals,
      choices: [...choices, ...steered.choices],
      warnings
    })
  }
}
