import { dirname } from 'node:path'
import type { Place } from '../format.ts'
import { lookAt } from '../place/place.ts'
import { pictureFinder } from './pictureFinder.ts'
import { findPictureTable } from './pictureTable.ts'

/**
 * The folder above a folder of pictures, where a table in it names these pictures, has numbers beside them and names none
 * of another folder in its first rows; null where there is no such table.
 */
export async function folderOfTable(place: Place): Promise<Place | null> {
  if (dirname(place.path) === place.path) return null
  const above = await lookAt(dirname(place.path)).catch(() => null)
  const table = above && (await findPictureTable(above))
  const [column] = table?.pictures ?? []
  if (!table || column === undefined || !table.hasSteering) return null
  const pictures = await pictureFinder(above)
  const found = table.head.rows.flatMap((cells) => pictures.find(cells[column] ?? '') ?? [])
  return found.length > 0 && found.every((file) => dirname(file) === place.path) ? above : null
}
