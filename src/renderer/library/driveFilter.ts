import type { Drive, Run } from '../../shared/api.ts'
import { hasResults } from '../../shared/runState.ts'
import { kindOf } from '../shell/words.ts'

/** What of the library is shown. */
export interface DriveFilter {
  /** Words that all stand somewhere in the name, place or kind of a drive; capitals and accents do not count. */
  words: string
  state: 'all' | 'analysed' | 'not-analysed' | 'missing'
}

export const states: readonly { id: DriveFilter['state']; label: string }[] = [
  { id: 'all', label: 'All' },
  { id: 'analysed', label: 'Analysed' },
  { id: 'not-analysed', label: 'Not analysed' },
  { id: 'missing', label: 'Missing' }
]

/** The drives that a filter lets through, in their order. */
export function filtered(drives: readonly Drive[], runs: readonly Run[], { words, state }: DriveFilter): Drive[] {
  const analysed = new Set(runs.filter((run) => hasResults(run.state)).map((run) => run.driveId))
  const wanted = plain(words).split(/\s+/).filter(Boolean)
  return drives.filter((drive) => {
    if (state === 'missing' && !drive.missing) return false
    if (state === 'analysed' && !analysed.has(drive.id)) return false
    if (state === 'not-analysed' && analysed.has(drive.id)) return false
    if (wanted.length === 0) return true
    const { camera = '', topic = '', track = '', episode = '' } = drive.openWith
    const text = plain(`${drive.name} ${drive.path} ${kindOf(drive.kind)} ${camera} ${topic} ${track} ${episode}`)
    return wanted.every((word) => text.includes(word))
  })
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
