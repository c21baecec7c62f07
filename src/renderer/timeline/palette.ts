import { eachKind, kindById, type EventKind } from '../../shared/eventKinds.ts'

/** The colours of the timeline, from the design's tokens. */
export interface Palette {
  track: string
  line: string
  lineStrong: string
  text: string
  soft: string
  faint: string
  accent: string
  event: string
  kinds: Record<EventKind, string>
  good: string
  font: string
}

/** Reads the tokens that hold at an element. */
export function paletteAt(element: Element): Palette {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(name).trim()
  return {
    track: token('--panel'),
    line: token('--line'),
    lineStrong: token('--line-strong'),
    text: token('--text'),
    soft: token('--text-soft'),
    faint: token('--text-faint'),
    accent: token('--accent'),
    event: token('--event'),
    kinds: eachKind((kind) => token(kindById(kind).token)),
    good: token('--good'),
    font: `11px ${token('--font')}`
  }
}
