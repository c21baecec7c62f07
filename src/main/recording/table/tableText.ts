import { isUtf8 } from 'node:buffer'
import { readParts } from '../place/openFile.ts'

/** Of so many bytes the share of zeros tells whether a text without a byte-order mark is UTF-16. */
const LOOKED_AT = 4096

/**
 * True for text as editors, loggers and spreadsheets write it: no control characters below the tabulator once it is
 * decoded. Every video container has them within its first bytes.
 */
export function isText(head: Uint8Array): boolean {
  const wide = utf16(head)
  if (!wide) return head.every((byte) => byte >= 9)
  // A character may be cut at the end of the head.
  const text = new TextDecoder(wide).decode(head.subarray(0, head.length & ~1))
  return [...text.slice(0, -1)].every((letter) => letter >= '\t' && letter !== '\uFFFD')
}

/** The text of a file's first bytes, up to its last whole line where there are several. */
export function headText(head: Uint8Array): string {
  const wide = utf16(head)
  if (wide) return new TextDecoder(wide).decode(head.subarray(0, head.length & ~1))
  const end = head.lastIndexOf(0x0a) + 1
  return eightBit(Buffer.from(end > 0 && head.length >= LOOKED_AT ? head.subarray(0, end) : head)).replace(
    /^\uFEFF/,
    ''
  )
}

/** The text of a file in pieces that end where a line ends; the byte-order mark is left out. */
export async function* textPieces(file: string): AsyncGenerator<string, void> {
  let wide: InstanceType<typeof TextDecoder> | null | undefined
  let bytes: Uint8Array = new Uint8Array(0)
  let text = ''
  for await (const chunk of readParts(file)) {
    if (wide === undefined) {
      const encoding = utf16(chunk)
      wide = encoding && new TextDecoder(encoding)
    }
    if (wide) {
      text += wide.decode(chunk, { stream: true })
      const end = text.lastIndexOf('\n') + 1
      if (end > 0) yield text.slice(0, end)
      text = text.slice(end)
      continue
    }
    const all = bytes.length > 0 ? Buffer.concat([bytes, chunk]) : chunk
    const end = all.lastIndexOf(0x0a) + 1
    if (end > 0) yield eightBit(all.subarray(0, end)).replace(/^\uFEFF/, '')
    bytes = all.subarray(end)
  }
  const rest = wide ? text + wide.decode() : eightBit(Buffer.from(bytes)).replace(/^\uFEFF/, '')
  if (rest !== '') yield rest
}

/** UTF-8 where it is, else what western Windows writes (of which Latin-1 is the most). */
function eightBit(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : new TextDecoder('windows-1252').decode(bytes)
}

/** UTF-16 by its byte-order mark, else by the zeros beside the letters of western text; null for anything else. */
function utf16(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const some = head.subarray(0, LOOKED_AT)
  const zeros = [0, 0]
  some.forEach((byte, i) => {
    if (byte === 0) zeros[i & 1] = (zeros[i & 1] ?? 0) + 1
  })
  const [even = 0, odd = 0] = zeros
  const many = 0.4 * (some.length / 2)
  if (some.length < 8) return null
  if (odd > many && even === 0) return 'utf-16le'
  return even > many && odd === 0 ? 'utf-16be' : null
}
