/** A piece of HTML or SVG that is safe to put into a page as it is. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Piece = Markup | string | number | null | readonly Piece[]

/** Builds markup. Text that is put in is escaped, markup is kept, arrays are joined, null is nothing. */
export function markup(texts: TemplateStringsArray, ...parts: Piece[]): Markup {
  return new Markup(texts.reduce((whole, text, i) => whole + rendered(parts[i - 1] ?? null) + text))
}

function rendered(part: Piece): string {
  if (part === null) return ''
  if (part instanceof Markup) return part.text
  if (typeof part === 'string') return escaped(part)
  if (typeof part === 'number') return String(part)
  return part.map(rendered).join('')
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!)
}
