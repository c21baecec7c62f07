import { lstat, realpath } from 'node:fs/promises'
import { sep } from 'node:path'

/** Whether a folder below `root` is a link to another place below it, or to a folder that `root` lies in. */
export async function leadsBack(folder: string, real: string, root: string): Promise<boolean> {
  if (folder === root || !(await lstat(folder).catch(() => null))?.isSymbolicLink()) return false
  const top = await realpath(root)
  const isWithin = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(outer + sep)
  return isWithin(real, top) || isWithin(top, real)
}
