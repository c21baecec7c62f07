import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { ChunkPlan } from './chunk.ts'

/** Raised with every change of what the pictures look like. */
const PICTURES_VERSION = 6

/** Names what is made of a plan: another plan, and other pictures, have another name. */
export function stampOf(plan: object): string {
  return createHash('sha256')
    .update(JSON.stringify([PICTURES_VERSION, plan]))
    .digest('hex')
    .slice(0, 12)
}

/** All pictures that are learnt from: so many chunks. */
export interface SetPlan extends Omit<ChunkPlan, 'index'> {
  chunks: number
}

/**
 * Makes the chunks that are not there yet, in `threads` threads, and gives their files in order. What was made stays, so
 * that an interrupted making goes on where it was.
 */
export async function makeChunks(
  plan: SetPlan,
  cache: string,
  threads: number,
  progress: (done: number, of: number) => void
): Promise<string[]> {
  await mkdir(cache, { recursive: true })
  const { chunks, ...rest } = plan
  const made = stampOf(rest)
  const files = Array.from({ length: chunks }, (_, index) => join(cache, `corridor-${made}-${index}.bin`))
  const missing = files.flatMap((file, index) => (existsSync(file) ? [] : [{ plan: { ...rest, index }, file }]))
  let done = chunks - missing.length
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('./chunkWorker.ts', import.meta.url))
    try {
      for (let next = missing.shift(); next; next = missing.shift()) {
        const answered = once(worker, 'message')
        worker.postMessage(next)
        // Rejects where the worker fails.
        await answered
        progress(++done, chunks)
      }
    } finally {
      await worker.terminate()
    }
  }
  await Promise.all(Array.from({ length: Math.min(threads, missing.length) }, work))
  return files
}

/** The bytes of some chunks, one after the other. */
export async function readChunks(files: readonly string[]): Promise<Uint8Array> {
  return new Uint8Array(Buffer.concat(await Promise.all(files.map((file) => readFile(file)))))
}
