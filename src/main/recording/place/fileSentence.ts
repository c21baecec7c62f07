import { basename } from 'node:path'

const REASONS: Record<string, string> = {
  ENOENT: 'is not there; check the path',
  ENOTDIR: 'is not there; check the path',
  EACCES: 'may not be read by you; change its permissions and open it again',
  EPERM: 'may not be read by you; change its permissions and open it again',
  EBUSY: 'is in use by another program; close that and open it again',
  EIO: 'cannot be read from its disk; check the disk and open it again',
  EMFILE: 'cannot be opened because too many files are open; close some and open it again',
  ENOFILE: 'is a folder, a pipe or a device and no file; put the file itself there and open it again',
  ELOOP: 'is a link that leads back to itself; choose the file it should lead to'
}

/** The sentence for a file or folder that the system would not let us read. */
export function fileSentence(error: unknown, path: string): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  return `${basename(path)} ${REASONS[code] ?? `cannot be read (${code || String(error)}); check it and open it again`}: ${path}`
}
