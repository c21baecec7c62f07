interface Size {
  width: number
  height: number
}

/** How pictures stand in a room. */
export interface Arrangement {
  columns: number
  rows: number
  /** Of a picture, in CSS pixels. */
  width: number
  /** There is a place left in the last row. */
  hasRoom: boolean
}

/** The arrangement in which so many pictures are largest. @param caption CSS pixels of the line over each */
export function arrange(count: number, room: Size, picture: Size, gap: number, caption: number): Arrangement {
  const ways = Array.from({ length: count }, (_, i): Arrangement => {
    const columns = i + 1
    const rows = Math.ceil(count / columns)
    const across = (room.width - gap * (columns - 1)) / columns
    const down = (room.height - gap * (rows - 1)) / rows - caption
    const width = Math.max(0, Math.floor(Math.min(across, (down * picture.width) / picture.height)))
    return { columns, rows, width, hasRoom: columns * rows > count }
  })
  return ways.reduce((best, way) => (way.width > best.width ? way : best))
}
