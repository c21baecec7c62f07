/** Of arrays and objects in one another; a network of networks of networks has some dozens. */
const deepest = 256
/** Of numbers, texts, arrays and objects; programs of a thousand operators have some hundred thousand. */
const mostValues = 2 ** 22

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c]
const [opens, closes] = [new Set([0x5b, 0x7b]), new Set([0x5d, 0x7d])]

/**
 * What a JSON text of a model file says. Memory is made for every value, more than for its letters, so they are counted
 * first.
 * @throws SyntaxError where it is broken, or holds more, or deeper, than a model does
 */
export function boundedJson(text: string): unknown {
  let depth = 0
  let values = 0
  let isText = false
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at)
    if (isText) {
      if (letter === backslash) at++
      else if (letter === quote) isText = false
      continue
    }
    if (letter === quote) isText = true
    else if (letter === comma) values++
    else if (closes.has(letter)) depth--
    else if (opens.has(letter)) {
      depth++
      values++
    }
    if (depth > deepest || values > mostValues) throw new SyntaxError('more values, or deeper, than a model has')
  }
  const json: unknown = JSON.parse(text)
  return json
}
