interface Size {
  width: number
  height: number
}

/** Shrinks RGB pictures [height, width, 3] by averaging over areas, as ffmpeg's area filter does. */
export function resized(from: Size, to: Size): (rgb: Uint8Array) => Uint8Array {
  const columns = spans(from.width, to.width)
  const rows = spans(from.height, to.height)
  return (rgb) => {
    const out = new Uint8Array(to.width * to.height * 3)
    for (const [y, row] of rows.entries())
      for (const [x, column] of columns.entries())
        for (let c = 0; c < 3; c++) {
          let sum = 0
          let weight = 0
          for (const [sourceY, partY] of row)
            for (const [sourceX, partX] of column) {
              sum += partX * partY * rgb[(sourceY * from.width + sourceX) * 3 + c]!
              weight += partX * partY
            }
          out[(y * to.width + x) * 3 + c] = Math.round(sum / weight)
        }
    return out
  }
}

/** For each of `to` cells, the pixels of `from` that it covers, with the part of them. */
function spans(from: number, to: number): [pixel: number, part: number][][] {
  return Array.from({ length: to }, (_, cell) => {
    const [start, end] = [(cell * from) / to, ((cell + 1) * from) / to]
    const span: [number, number][] = []
    for (let pixel = Math.floor(start); pixel < end; pixel++)
      span.push([pixel, Math.min(end, pixel + 1) - Math.max(start, pixel)])
    return span
  })
}
