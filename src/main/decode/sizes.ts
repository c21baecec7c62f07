/** Width and height in pixels. */
export interface Size {
  width: number
  height: number
}

/** Size of the stored picture of a source: at most `most` wide, in proportion, never enlarged. */
export function pictureSize(source: Size, most: number): Size {
  const width = Math.min(source.width, most)
  return { width, height: Math.max(1, Math.round((source.height * width) / source.width)) }
}

/** Size of the lane detector's view of a source: exactly `width` wide, in proportion, with an even height. */
export function viewSize(source: Size, width: number): Size {
  return { width, height: Math.max(2, 2 * Math.round((source.height * width) / source.width / 2)) }
}
