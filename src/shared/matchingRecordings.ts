import type { FoundRecording } from './recording.ts'

/** The recordings in whose path, name or description all words stand; capitals and accents do not count. */
export function matchingRecordings(recordings: readonly FoundRecording[], words: string): FoundRecording[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean)
  return recordings.filter(({ path, name, because }) => {
    const text = wanted.length === 0 ? '' : plain(`${path} ${name} ${because}`)
    return wanted.every((word) => text.includes(word))
  })
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
