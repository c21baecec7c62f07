import type { Findings } from './api/runs.ts'
import { NEARLY_ALL, steeringDoubt } from './findingsInWords.ts'
import { percent } from './numbersInWords.ts'
import { swapSays } from './swapTest.ts'

/** What a run says of its model as a whole; `tone` is how it is to be taken. */
export interface Verdict {
  tone: 'good' | 'bad' | 'unclear'
  /** What a person can act on. */
  sentence: string
  /** The same in a few words. */
  short: string
}

/** Where attention was by the events of the run. */
type Attention = 'lane' | 'stretches' | 'off' | 'unknown'

/**
 * Map and swap test together, and where they disagree. One of them alone does not do: attention may lie on a lane that
 * steers nothing, and a share says nothing of where else to look.
 */
export function verdictOf(findings: Findings): Verdict | null {
  const attention = attentionOf(findings)
  const steers = findings.swap?.state === 'done' ? swapSays(findings.swap) : 'unknown'
  if (attention === 'unknown' && steers === 'unknown') return null
  const doubt = steeringDoubt(findings)
  const sentence = [sentences[steers][attention](findings), doubt && inDoubt(findings), ofHowMuch(findings)]
    .filter((part) => part !== null)
    .join(' ')
  const tone = doubt === null ? tones[steers][attention] : 'unclear'
  return { tone, sentence, short: inShort[steers][attention] }
}

/** Bad is what says by itself that something beside the lane steers, or was looked at. */
const tones: Record<ReturnType<typeof swapSays> | 'unknown', Record<Attention, Verdict['tone']>> = {
  lane: { lane: 'good', stretches: 'bad', off: 'unclear', unknown: 'good' },
  elsewhere: { lane: 'unclear', stretches: 'bad', off: 'bad', unknown: 'bad' },
  both: { lane: 'unclear', stretches: 'bad', off: 'bad', unknown: 'unclear' },
  unknown: { lane: 'unclear', stretches: 'unclear', off: 'bad', unknown: 'unclear' }
}

function attentionOf({ judged, flagged, stretches, mostlyOff }: Findings): Attention {
  if (judged === 0 || (!flagged && stretches === 0)) return 'unknown'
  return mostlyOff ? 'off' : stretches > 0 ? 'stretches' : 'lane'
}

const inStretches = ({ stretches }: Findings): string => (stretches === 1 ? 'one stretch' : `${stretches} stretches`)
const them = ({ stretches }: Findings): string => (stretches === 1 ? 'look at it' : 'go through them')

const sentences: Record<ReturnType<typeof swapSays> | 'unknown', Record<Attention, (findings: Findings) => string>> = {
  lane: {
    lane: () => 'It steers by its lane: its maps and the swap test agree.',
    stretches: (findings) =>
      `It steers by its lane on the whole, but looked elsewhere in ${inStretches(findings)}: ${them(findings)}.`,
    off: () =>
      'Map and test disagree: its attention lies beside the lane, yet changing the lane is what changes its steering. Check that the lanes are where they should be.',
    unknown: () => 'By the swap test it steers by its lane.'
  },
  elsewhere: {
    lane: () =>
      'Map and test disagree: its attention lies on the lane, yet changing the lane changes its steering no more than chance would have it. Models outside the domain that they were trained on do that: check its recipe, and try it on a drive of its own kind.',
    stretches: (findings) =>
      `Its steering comes from beside the lane by the swap test, and its attention left the lane in ${inStretches(findings)}: see what lies there before you trust it.`,
    off: () =>
      'It steers by something beside its lane: its maps and the swap test agree. See what lies there in its worst stretches before you trust it.',
    unknown: () =>
      'By the swap test its steering comes from beside the lane: it looks elsewhere, or it is outside the domain that it was trained on.'
  },
  both: {
    lane: () =>
      'Its attention lies on the lane, but by the swap test the surroundings count as well: see what becomes of its steering where they change.',
    stretches: (findings) =>
      `It steers by the lane and by what lies beside it; its attention left the lane in ${inStretches(findings)}: ${them(findings)}.`,
    off: () =>
      'Its attention lies beside the lane, and by the swap test lane and surroundings both count: see what lies there in its worst stretches.',
    unknown: () => 'By the swap test it steers by the lane and by what lies beside it.'
  },
  unknown: {
    lane: () => 'By its maps alone it keeps to its lane.',
    stretches: (findings) => `By its maps alone it looked elsewhere in ${inStretches(findings)}: ${them(findings)}.`,
    off: () => 'By its maps alone it looks beside its lane nearly all along: see its worst stretches.',
    unknown: () => ''
  }
}

const inShort: Record<ReturnType<typeof swapSays> | 'unknown', Record<Attention, string>> = {
  lane: {
    lane: 'Steers by its lane',
    stretches: 'Steers by its lane, but not all along',
    off: 'Map and test disagree',
    unknown: 'Steers by its lane'
  },
  elsewhere: {
    lane: 'Map and test disagree',
    stretches: 'Steers by something beside its lane',
    off: 'Steers by something beside its lane',
    unknown: 'Steers by something beside its lane'
  },
  both: {
    lane: 'Steers by its lane and by what lies beside it',
    stretches: 'Steers by its lane and by what lies beside it',
    off: 'Steers by its lane and by what lies beside it',
    unknown: 'Steers by its lane and by what lies beside it'
  },
  unknown: {
    lane: 'Looks at its lane',
    stretches: 'Looks elsewhere now and then',
    off: 'Looks beside its lane',
    unknown: ''
  }
}

function inDoubt({ correlation }: Findings): string {
  return `But it does not steer as it was driven (r = ${correlation!.toFixed(2)}): see to that first.`
}

function ofHowMuch({ coverage, judged }: Findings): string | null {
  return judged > 0 && coverage < NEARLY_ALL ? `Only ${percent(coverage)} of the drive could be judged.` : null
}
