import { z } from 'zod'

/** Why a stretch of frames is to be looked at. What is found first stands first where frames lie in several. */
interface EventKindAbout {
  /** As rules, reports and stored files name it. */
  id: string
  /** On an event and its switch. */
  label: string
  /** The same where there is little room. */
  short: string
  /** What it means, in one sentence. */
  what: string
  /** Its token of the page's design; that of a report is the id after `kind-`. */
  token: `--${string}`
}

/** The kinds of events that there are. */
export const eventKinds = [
  {
    id: 'left',
    label: 'Attention left the lane',
    short: 'Left the lane',
    what: 'Less of the attention lies in the lane than the rule asks.',
    token: '--event'
  },
  {
    id: 'lost',
    label: 'Lane lost',
    short: 'Lane lost',
    what: 'The car left its lane or track, and no lane is known: nobody can judge here, look.',
    token: '--event-lost'
  },
  {
    id: 'jumped',
    label: 'Attention jumped',
    short: 'Jumped',
    what: 'The map changed far more than usual from frame to frame while the steering was far off.',
    token: '--event-jumped'
  }
] as const satisfies readonly EventKindAbout[]

export const EventKind = z.literal(eventKinds.map(({ id }) => id))
export type EventKind = z.infer<typeof EventKind>

/** Those that say nothing of whether attention left the lane. */
export type OtherKind = Exclude<EventKind, 'left'>

export function kindById(id: EventKind): EventKindAbout & { id: EventKind } {
  return eventKinds.find((kind) => kind.id === id)!
}

/** Something of each kind, as `of` gives it. */
export function eachKind<T>(of: (kind: EventKind) => T): Record<EventKind, T> {
  return { left: of('left'), lost: of('lost'), jumped: of('jumped') }
}
