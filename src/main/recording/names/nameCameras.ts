const CAMERA = /^(left|right|cent(er|re)|middle|main|front|rear|back|cam(era)?\d*)$/i
/** A copy of a picture that was turned over, beside the original. */
const COPY = /^(orig|mirror)$/i

const MIRRORED = 'mirrored'

/** The cameras of pictures whose names say by which one each was taken. */
export interface NameCameras {
  /** In order of appearance, each with its mirrored copies behind it. */
  cameras: string[]
  /** How many took turns, mirrored copies not among them. */
  turns: number
  /** The camera of a name; '' for one that says none. */
  cameraOf: (name: string) => string
  /** The one that looks ahead, else the first. */
  usual: string
}

/**
 * The cameras that stand as words at one place of names, each in several; null where they name no more than one. Mirrored
 * copies are cameras of their own.
 */
export function nameCameras(names: readonly string[]): NameCameras | null {
  const parts = names.map(wordsOf)
  const most = Math.max(0, ...parts.map(({ length }) => length))
  for (let i = 0; i < most; i++) {
    const words = new Set(parts.map((own) => own[i] ?? ''))
    const are = [...words].every((word) => CAMERA.test(word))
    if (!are || words.size ** 2 > names.length) continue
    const cameraOf = (name: string): string => {
      const own = wordsOf(name)
      const word = own[i] ?? ''
      if (!CAMERA.test(word)) return ''
      return /^mirror$/i.test(own.at(-1) ?? '') ? `${word} ${MIRRORED}` : word
    }
    const found = new Set(names.map(cameraOf))
    const cameras = [...words].flatMap((word) => [word, `${word} ${MIRRORED}`].filter((camera) => found.has(camera)))
    if (cameras.length < 2) return null
    const ahead = cameras.find((camera) => /^(main|cent(er|re)|middle|front)$/i.test(camera))
    return { cameras, turns: words.size, cameraOf, usual: ahead ?? cameras[0] ?? '' }
  }
  return null
}

/** True for a name that ends in the word for a copy that was made for a training. */
export function isPreparedCopy(name: string): boolean {
  return COPY.test(wordsOf(name).at(-1) ?? '')
}

function wordsOf(name: string): string[] {
  return name.replace(/\.\w+$/, '').split(/[-_. ]+/)
}
