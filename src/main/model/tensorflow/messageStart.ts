/** What the first bytes of a protobuf file say: enough to tell what it is, whole or damaged. */

/** A field of bytes: what there is of them, and where the next field begins. */
interface Field {
  content: Uint8Array
  next: number
}

/** The field of bytes with this tag (its number and kind) at a place; null where something else is there. */
function fieldAt(bytes: Uint8Array, at: number, tag: number): Field | null {
  if (bytes[at] !== tag) return null
  let length = 0
  for (let i = 1; i <= 5; i++) {
    const byte = bytes[at + i] ?? 0
    length += (byte & 0x7f) * 2 ** (7 * (i - 1))
    const start = at + i + 1
    if (byte < 0x80) return { content: bytes.subarray(start, start + length), next: start + length }
  }
  return null
}

/** Whether bytes begin as a GraphDef does: with a node, which begins with its name and its operator. */
export function startsLikeGraph(head: Uint8Array): boolean {
  const node = fieldAt(head, 0, 0x0a)?.content
  const name = node && fieldAt(node, 0, 0x0a)
  if (!node || !name || !/^[\w.][\w./>-]*$/.test(Buffer.from(name.content).toString('latin1'))) return false
  return name.next >= node.length || node[name.next] === 0x12
}

/** Whether bytes begin as a SavedModel does: with its version, 1, and a MetaGraph, which begins with what is known of it or its graph. */
export function startsLikeSavedModel(head: Uint8Array): boolean {
  const at = head[0] === 0x08 && head[1] === 1 ? 2 : 0
  const graph = fieldAt(head, at, 0x12)?.content
  // In ONNX the name of the program that wrote it is there.
  return Boolean(graph && (graph.length === 0 || graph[0] === 0x0a || graph[0] === 0x12))
}
