/** Suffixes under which pictures are looked for by name: in the cells of logs and in the names of a folder. */
export const PICTURE_SUFFIXES = ['jpg', 'jpeg', 'png', 'webp', 'bmp'] as const

/** A file name or path that ends as a picture's does. */
export const PICTURE_NAME = new RegExp(`^.*\\.(${PICTURE_SUFFIXES.join('|')})$`, 'i')
