/** Outputs of the parts of a batch, one behind the other. */
export function joinedParts(parts: readonly Record<string, Float32Array>[]): Record<string, Float32Array> {
  if (parts.length === 1) return parts[0]!
  const names = Object.keys(parts[0]!)
  return Object.fromEntries(
    names.map((name) => {
      const pieces = parts.map((part) => part[name]!)
      const whole = new Float32Array(pieces.reduce((length, piece) => length + piece.length, 0))
      let at = 0
      for (const piece of pieces) {
        whole.set(piece, at)
        at += piece.length
      }
      return [name, whole]
    })
  )
}
