import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const place = process.env['LANEGAZE_REAL_DATA'] ?? resolve(import.meta.dirname, '../../../shared/data')

/** Folder of real recordings and models (not part of the project), or null where there is none. */
export const realData: string | null = existsSync(place) ? place : null
