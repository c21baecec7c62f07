import { runFfmpeg } from '../../src/main/decode/ffmpeg.ts'

/** Does the work at the first call, and waits for it at the others. */
export function once(work: () => Promise<void>): () => Promise<void> {
  let started: Promise<void> | null = null
  return () => (started ??= work())
}

/** Makes a file with ffmpeg. @throws Error with its last line where that fails */
export async function ffmpeg(...options: string[]): Promise<void> {
  const { status, lines } = await runFfmpeg(['-y', ...options], new AbortController().signal)
  if (status !== 0) throw new Error(`ffmpeg could not make an input: ${lines.at(-1) ?? ''}`)
}
