/** A number in the name of a picture: a plain one, or a date and time that is written out. */
export interface NumberInName {
  text: string
  /** Places in the name, the second one behind the last digit. */
  start: number
  end: number
  /** The number; of a date and time milliseconds since 1970, of a clock that counts since then as well. */
  value: number
  /** True for a date and time, and for a clock that counts since 1970 (10 digits of seconds, or finer). */
  isClock: boolean
}

export const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i

const DATE =
  '(?<!\\d)(?:19|20)\\d\\d([-_.]?)[01]\\d\\1[0-3]\\d[-_ T.]?[0-2]\\d([-_.:]?)[0-5]\\d\\2[0-5]\\d(?:[-_.](?:\\d{9}|\\d{6}|\\d{3}))?(?!\\d)'
const PLAIN = '(?<![\\d.])(?:(?<![\\dA-Za-z])-)?\\d+(?:\\.\\d+(?:e[-+]?\\d+)?)?'
const NUMBER = new RegExp(`${DATE}|${PLAIN}`, 'gi')
const DATED = new RegExp(`^${DATE}$`)

/** The numbers in a name, without its suffix and without a UUID, in their order. */
export function numbersInName(name: string): NumberInName[] {
  const stem = name.replace(/\.\w+$/, '').replace(UUID, (found) => ' '.repeat(found.length))
  return Array.from(stem.matchAll(NUMBER), ({ 0: text, index: start }) => {
    const milliseconds = DATED.test(text) ? dateOf(text) : clockOf(text)
    return {
      text,
      start,
      end: start + text.length,
      value: milliseconds ?? Number(text),
      isClock: milliseconds !== null
    }
  })
}

function dateOf(text: string): number {
  const digits = text.replace(/\D/g, '')
  const part = (from: number, to: number): number => Number(digits.slice(from, to))
  const fraction = Number(`0.${digits.slice(14) || '0'}`)
  return Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8), part(8, 10), part(10, 12), part(12, 14)) + 1000 * fraction
}

/** Seconds with a fraction, or whole milli-, micro- or nanoseconds, between 2001 and 2033; null for other numbers. */
function clockOf(text: string): number | null {
  const [whole = '', fraction] = text.split('.')
  if (!/^1\d+$/.test(whole)) return null
  const ticks = { 10: 1000, 13: 1, 16: 1e-3, 19: 1e-6 }[whole.length]
  if (ticks === undefined || (whole.length === 10) !== (fraction !== undefined)) return null
  return Number(text) * ticks
}

/**
 * When the UUID of version 1 in a name was made, in ticks of 100 ns since 15 October 1582; null for names with another one
 * or none (RFC 9562, 5.1).
 */
export function uuidTicks(name: string): bigint | null {
  const [low = '', middle = '', high = ''] = UUID.exec(name)?.[0].split('-') ?? []
  if (!high.startsWith('1')) return null
  return (BigInt(`0x${high.slice(1)}`) << 48n) | (BigInt(`0x${middle}`) << 32n) | BigInt(`0x${low}`)
}
