/** What parts the cells of a table whose lines are JSON objects: they have names of their own. */
export const JSON_LINES = '{'

/** So deep objects within a line are taken apart. */
const DEPTH = 4

/**
 * The names of the numbers and texts in lines of JSON objects, in order of appearance: `{"pose": {"x": 1}}` has `pose.x`.
 * Null where the lines are no such objects; a last line that was cut off does not count.
 */
export function jsonLinesHeader(lines: readonly string[]): string[] | null {
  const [first, ...others] = lines.map((line) => objectIn(line))
  if (!first || others.slice(0, -1).some((found) => found === null)) return null
  const names = [first, ...others].flatMap((found) => (found ? [...flat(found).keys()] : []))
  return names.length > 0 ? [...new Set(names)] : null
}

/** The cells of a line under these names; all empty where it is no JSON object. */
export function jsonCells(line: string, header: readonly string[]): string[] {
  const found = objectIn(line)
  const cells = found ? flat(found) : new Map<string, string>()
  return header.map((name) => cells.get(name) ?? '')
}

function objectIn(line: string): object | null {
  if (!line.trimStart().startsWith('{')) return null
  try {
    const found: unknown = JSON.parse(line)
    return typeof found === 'object' && found !== null ? found : null
  } catch {
    return null
  }
}

/** Numbers, texts and yes or no by their names; lists are left out. */
function flat(found: object, before = '', depth = 1): Map<string, string> {
  const cells = new Map<string, string>()
  for (const [key, value] of Object.entries(found) as [string, unknown][]) {
    const name = `${before}${key}`
    if (typeof value === 'number' || typeof value === 'string') cells.set(name, String(value))
    else if (typeof value === 'boolean') cells.set(name, String(Number(value)))
    else if (typeof value === 'object' && value !== null && !Array.isArray(value) && depth < DEPTH)
      for (const [inner, cell] of flat(value, `${name}.`, depth + 1)) cells.set(inner, cell)
  }
  return cells
}
