import { join } from 'node:path'
import { z } from 'zod'
import { InputError } from '../../../../shared/errors.ts'
import type { Choice, Warning } from '../../../../shared/recording.ts'
import { readText } from '../../place/openFile.ts'
import type { Format, Place } from '../../format.ts'
import { ASSUMED_RATE } from '../imageFolder.ts'
import { recordingOfLog, refuseTable } from '../logged.ts'
import { chosenCamera, pictureIn, tubCameras } from './tubPictures.ts'
import type { TubRecord } from './tubRecords.ts'
import { carJson } from './tubRecords.ts'
import { tubSignals } from './tubSignals.ts'

const RECORD = /^record_(\d+)\.json$/
/** Records that are read at once. */
const AT_ONCE = 64

const Record = z.looseObject({ milliseconds: z.number().nullish() })
const Excluded = z.array(z.number())

/** A Donkeycar tub, version 1: one JSON file a record beside its picture, numbered without leading zeros. */
export const donkeyTubV1: Format = {
  kind: 'donkey-tub-v1',

  async recognise({ path, files }) {
    const records = files.filter((name) => RECORD.test(name))
    const [first] = records
    if (first === undefined) return null
    const text = await readText(join(path, first)).catch(() => '')
    // A damaged record is no reason to take the tub for a folder of pictures: its neighbours may be sound.
    if (!text.includes('cam/image_array') && !files.includes('meta.json')) return null
    return `it has ${records.length} records of a Donkeycar tub, version 1`
  },

  async open(place, because, options) {
    refuseTable(options, place, 'a Donkeycar tub')
    const warnings: Warning[] = []
    const { records, choices } = await readRecords(place, options.camera, warnings)
    if (records.length === 0)
      throw new InputError(
        `${place.name} is a Donkeycar tub without a single record that can be read; choose another one.`
      )
    const steered = tubSignals(records, options.steering, place.name, warnings)
    return recordingOfLog({
      kind: 'donkey-tub-v1',
      place,
      because,
      files: records.map(({ picture }) => join(place.path, picture)),
      stamps: records.map(({ milliseconds }) => milliseconds),
      assumedRate: ASSUMED_RATE,
      signals: steered.signals,
      choices: [...choices, ...steered.choices],
      warnings
    })
  }
}

/** The records of a camera by rising number, without those that `exclude.json` lists. */
async function readRecords(
  { path, name, files }: Place,
  asked: string | undefined,
  warnings: Warning[]
): Promise<{ records: TubRecord[]; choices: Choice[] }> {
  const excluded = files.includes('exclude.json') ? await readExcluded(join(path, 'exclude.json'), warnings) : new Set()
  const numbers = files
    .flatMap((file) => RECORD.exec(file)?.[1] ?? [])
    .map(Number)
    .filter((number) => !excluded.has(number))
    .sort((a, b) => a - b)
  const read: { index: number; fields: z.infer<typeof Record> | undefined }[] = []
  for (let at = 0; at < numbers.length; at += AT_ONCE) {
    const part = numbers.slice(at, at + AT_ONCE)
    const texts = await Promise.all(part.map((number) => readText(join(path, `record_${number}.json`)).catch(() => '')))
    read.push(...part.map((index, i) => ({ index, fields: Record.safeParse(carJson(texts[i] ?? '')).data })))
  }
  const camera = chosenCamera(tubCameras(read.flatMap(({ fields }) => (fields ? [fields] : []))), asked, name)
  const records: TubRecord[] = []
  const damaged: number[] = []
  for (const { index, fields } of read) {
    const picture = camera && fields && pictureIn(fields, camera.field)
    if (!fields || !picture) damaged.push(index)
    else {
      const { milliseconds, ...own } = fields
      records.push({ index, picture, milliseconds: milliseconds ?? null, fields: own })
    }
  }
  if (damaged.length > 0) {
    const message = `${damaged.length} records of ${name} cannot be read and are left out, first record_${damaged[0]}.json.`
    warnings.push({ code: 'damaged-records', message })
  }
  return { records, choices: camera?.choices ?? [] }
}

async function readExcluded(file: string, warnings: Warning[]): Promise<ReadonlySet<number>> {
  const list = Excluded.safeParse(carJson(await readText(file).catch(() => '')))
  if (list.success) return new Set(list.data)
  warnings.push({ code: 'exclude-unreadable', message: 'exclude.json cannot be read; no record counts as excluded.' })
  return new Set()
}
