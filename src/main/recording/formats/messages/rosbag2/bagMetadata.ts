/** What the `metadata.yaml` of a ROS 2 bag says of its files. */
export interface BagMetadata {
  /** Names of the files without folders, in their order. */
  files: string[]
  /** True where whole files are packed (`compression_mode: FILE`). */
  packedFiles: boolean
}

/**
 * Reads the few lines of a bag's metadata that tell its files: a list of names, and how they are packed. rosbag2 writes
 * them as plain YAML, a list item a line. Null for any other text.
 */
export function readBagMetadata(text: string): BagMetadata | null {
  if (!/^rosbag2_bagfile_information:/m.test(text)) return null
  const list = /^([ \t]*)relative_file_paths:[ \t]*\r?\n((?:\1[ \t]*-[^\r\n]*\r?\n?)*)/m.exec(text)?.[2] ?? ''
  const inline = /^[ \t]*relative_file_paths:[ \t]*\[([^\]\r\n]*)\]/m.exec(text)?.[1]
  const items = inline?.split(',') ?? list.split('\n').map((line) => line.trim().replace(/^-[ \t]*/, ''))
  const files = items.map(fileName).filter((name) => name !== '' && name !== '.' && name !== '..')
  return { files, packedFiles: /^[ \t]*compression_mode:[ \t]*["']?FILE/im.test(text) }
}

/** The last part of a path, without quotes: early releases wrote the bag's folder before it. */
function fileName(item: string): string {
  const bare = item.trim().replace(/^(["'])(.*)\1$/, '$2')
  return bare.split(/[/\\]/).at(-1) ?? ''
}
