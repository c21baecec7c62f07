import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Returns once what a file holds is on the disk, and not in memory alone. */
export function syncFile(file: string): void {
  const handle = openSync(file, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Gives a file that is on the disk another name, so that a power failure leaves the one or the other. */
export function renameDurably(from: string, to: string): void {
  renameSync(from, to)
  // Windows opens no folders, and keeps names in a journal of its own.
  if (process.platform === 'win32') return
  const folder = openSync(dirname(to), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** Writes a new file, through to the disk. */
export function writeDurably(file: string, bytes: Uint8Array): void {
  writeFileSync(file, bytes, { flush: true })
}
