import { Dataset, Group } from 'h5wasm/node'

/** How many groups of a file are looked into. */
const MOST = 64
/** Sides below this are no camera's. */
const SIDE = 16

/**
 * The first dataset of an HDF5 file that holds pictures, as drives are kept for training: bytes [frames, height, width] or
 * with channels first or last; null where there is none.
 */
export function picturesIn(file: Group): { name: string; shape: number[] } | null {
  const waiting: [name: string, group: Group][] = [['', file]]
  for (let looked = 0; looked < MOST && waiting.length > 0; looked++) {
    const [path, group] = waiting.shift()!
    for (const key of group.keys()) {
      const child = group.get(key)
      if (child instanceof Group) waiting.push([`${path}${key}/`, child])
      else if (child instanceof Dataset && child.metadata.size === 1 && isPictures(child.shape ?? []))
        return { name: `${path}${key}`, shape: child.shape! }
    }
  }
  return null
}

function isPictures(shape: readonly number[]): boolean {
  const isChannels = (length: number): boolean => length === 1 || length === 3 || length === 4
  const [, ...sides] = shape
  if (sides.length === 3 && isChannels(sides[0]!)) sides.shift()
  else if (sides.length === 3 && isChannels(sides[2]!)) sides.pop()
  return sides.length === 2 && sides.every((side) => side >= SIDE)
}
