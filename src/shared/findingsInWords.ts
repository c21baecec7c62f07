import type { Findings } from './api/runs.ts'
import type { OtherKind } from './eventKinds.ts'
import { clock, percent } from './numbersInWords.ts'

/** Where fewer frames than this can be judged, it is said of how many something is true. */
export const NEARLY_ALL = 0.9

/** Below this size of the correlation a model hardly steers as it was driven. */
const FOLLOWS = 0.5

/** Below this lift a model clearly prefers other places to the lane. */
export const BY_CHANCE = 0.95

/** What a run found, in the one sentence that a person should remember. */
export function headline(findings: Findings): string {
  return `${[ofAttention(findings), ...eachOther(findings, otherInWords)].join('; ')}.`
}

/** Where attention was, without the full stop. */
function ofAttention(findings: Findings): string {
  const { stretches, coverage, shareOfDrive, flagged, mostlyOff } = findings
  if (!flagged && stretches === 0) return 'No rule asks here whether attention left the lane'
  if (findings.judged === 0) return whyNotJudged(findings)
  const stayed = 'the model’s attention stayed with'
  if (stretches === 0 && coverage < NEARLY_ALL)
    return `Where the lane was found, in ${percent(coverage)} of the drive, ${stayed} it`
  if (stretches === 0) return 'The model’s attention stayed with the lane'
  if (mostlyOff) return `The model’s attention was off the lane in ${percent(shareOfDrive)} of the drive`
  const parts = stretches === 1 ? 'one stretch' : `${stretches} stretches`
  return `The model’s attention left the lane in ${parts}, ${percent(shareOfDrive)} of the drive`
}

/** No events of the other kinds. */
export const noOthers: Findings['others'] = { lost: { events: 0, firstAt: null }, jumped: { events: 0, firstAt: null } }

/** What events of the other kinds are said as; in a sentence, and in a list. */
const otherWords: Record<OtherKind, { what: string; short: string }> = {
  lost: { what: 'the lane was lost', short: 'lane lost' },
  jumped: { what: 'attention jumped', short: 'jumped' }
}

function eachOther(
  { others }: Findings,
  inWords: (kind: OtherKind, found: Findings['others'][OtherKind]) => string
): string[] {
  return (Object.keys(otherWords) as OtherKind[])
    .filter((kind) => others[kind].events > 0)
    .map((kind) => inWords(kind, others[kind]))
}

function otherInWords(kind: OtherKind, { events, firstAt }: Findings['others'][OtherKind]): string {
  const found = `${otherWords[kind].what} ${times(events)}`
  if (firstAt === null) return found
  return `${found}, ${events === 1 ? 'look' : 'first'} at ${clock(firstAt)}`
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count.toLocaleString('en-GB')} times`
}

/** The same in a few words, for a list: what is to be looked at first, for its end may be cut off. */
export function headlineInShort(findings: Findings): string {
  const parts = eachOther(findings, (kind, { events }) => `${otherWords[kind].short} ${times(events)}`)
  const [first = '', ...rest] = [...parts, ofAttentionInShort(findings)]
  return [capital(first), ...rest.map((part) => part[0]!.toLowerCase() + part.slice(1))].join('; ')
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

function ofAttentionInShort({
  judged,
  attended,
  flagged,
  mostlyOff,
  stretches,
  coverage,
  shareOfDrive
}: Findings): string {
  if (!flagged && stretches === 0) return 'For looking, no events'
  if (judged === 0 && attended === null) return 'Not scored yet'
  if (judged === 0) return attended === 0 ? 'The maps are empty' : 'No lanes are known'
  if (stretches === 0 && coverage < NEARLY_ALL) return `Attention stayed in the lane (${percent(coverage)} known)`
  if (stretches === 0) return 'Attention stayed in the lane'
  if (mostlyOff) return `Attention was off the lane (${percent(shareOfDrive)} of the drive)`
  return `Attention left the lane ${stretches === 1 ? '1 time' : `${stretches.toLocaleString('en-GB')} times`}`
}

/** True where nothing was flagged, and nearly every frame could be judged. */
export function isAllWell({ flagged, stretches, others, coverage }: Findings): boolean {
  return flagged && stretches + others.lost.events + others.jumped.events === 0 && coverage >= NEARLY_ALL
}

function whyNotJudged({ attended }: Findings): string {
  if (attended === null) return 'The frames are not scored yet'
  return attended === 0
    ? 'No frame could be judged: the maps are zero everywhere, so what the model looks at is unknown'
    : 'No frame could be judged: no lanes were found with enough certainty, and none were drawn'
}

/** How much of the attention lay in the lane, and what that is beside chance; null where no frame was judged. */
export function attentionInWords({ whereabouts, lift }: Findings): string | null {
  if (!whereabouts || lift === null) return null
  return (
    `On average ${percent(whereabouts.lanes)} of the model’s attention lay inside the car’s own lane, ` +
    `which is ${lift.toFixed(2)} times what the size of the lane in the picture would give by chance` +
    (lift < BY_CHANCE ? ': less than a model that knows nothing of lanes.' : '.')
  )
}

/** How many frames could not be judged; null where all could. */
export function unjudgedInWords({ judged, coverage }: Findings): string | null {
  if (coverage >= 1 || coverage === 0) return null
  const frames = Math.round(judged / coverage)
  return (
    `${frames - judged} of ${frames} frames have no lane region that is certain enough, ` +
    'or no map; they are gaps, never flags.'
  )
}

/** What to doubt where a model does not steer as it was driven; null where it does, or nobody knows. */
export function steeringDoubt({ correlation: r }: Pick<Findings, 'correlation'>): string | null {
  if (r === null || r >= FOLLOWS) return null
  const size = `(r = ${r.toFixed(2)})`
  return r <= -FOLLOWS
    ? `The model steers to the other side than the driver ${size}: correct which way a positive number turns, of the model or of the drive.`
    : `The model steers little like the driver ${size}: it does not know such a road, or it is given other pictures than in its training.`
}
