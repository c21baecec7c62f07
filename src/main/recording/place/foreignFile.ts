import { isAnimatedWebp } from '../pictures/imageHeader.ts'

/** A file that is no recording, and what to do about it. */
export interface ForeignFile {
  /** 'a Git LFS pointer', to follow the name of the file and 'is'. */
  what: string
  /** What to do, as the other half of that sentence; FILE in it is the file's own name. */
  remedy: string
  /** True of a model of another program. */
  isModel?: boolean
  /** True of containers that models come in as well: only whoever reads models can tell. */
  mayBeModel?: boolean
}

interface Kind extends ForeignFile {
  /** By the first bytes, as many as there are; by the name only where the bytes say nothing. */
  is(head: Head): boolean
}

interface Head {
  bytes: Uint8Array
  /** The same, a character a byte. */
  text: string
  name: string
}

/**
 * What a file is that is no recording, by its first bytes (the more the better, 512 are enough for nearly all) and, where
 * its format has no mark of its own, its name. Null for all others: recordings, models that are read, tables, text.
 */
export function foreignFile(bytes: Uint8Array, name: string): ForeignFile | null {
  const head: Head = { bytes, text: Buffer.from(bytes).toString('latin1'), name }
  return bytes.length === 0 ? null : (kinds.find((kind) => kind.is(head)) ?? null)
}

/** The part of a sentence that follows the file's name. */
export function inOneSentence({ what, remedy }: ForeignFile, name: string): string {
  return `is ${what}; ${remedy.replaceAll('FILE', () => name)}.`
}

const starts =
  (...marks: string[]) =>
  ({ text }: Head): boolean =>
    marks.some((mark) => text.startsWith(mark))
const called =
  (pattern: RegExp) =>
  ({ name }: Head): boolean =>
    pattern.test(name)
const both =
  (...tests: Kind['is'][]) =>
  (head: Head): boolean =>
    tests.every((test) => test(head))
const isBinary = ({ bytes }: Head): boolean => bytes.some((byte) => byte < 9)

const ZIP = 'PK\x03\x04'
const again = 'download or copy the file itself again'
const unpack = 'unpack it and open what is in it'
const toJpeg = 'convert the pictures to JPEG or PNG and open their folder'
const toOnnx = "export the network with torch.onnx.export(model, example, 'model.onnx') and open model.onnx"

const loadCheckpoint =
  "load it where the network was trained (model.load_weights), save the model with model.export('model') and open that folder"

/** With it the files begin that torch.save wrote before PyTorch 1.6, which are read as models. */
const torchMagic = '\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19'

const kinds: readonly Kind[] = [
  // What lies in the place of a file.
  {
    what: 'a Git LFS pointer, which stands for a file that was not fetched',
    remedy: "fetch it with 'git lfs pull' and open it again",
    is: starts('version https://git-lfs.github.com/spec/')
  },
  {
    // Of HLS, of ffmpeg's own (concat), of DASH and IMF: ffmpeg would follow them to other files, or wait for more.
    what: 'a playlist, which holds no pictures and names other files',
    remedy: 'open one of those',
    is: ({ text }) =>
      /^(#EXTM3U|ffconcat )/.test(text) || /^(\xef\xbb\xbf)?\s*<[^]*<(\w+:)?(MPD|CompositionPlaylist)[\s>]/.test(text)
  },
  {
    what: 'a web page',
    remedy: `the address led to a page about the file and not to the file; ${again}`,
    is: ({ text }) => /^(\xef\xbb\xbf)?\s*(<!--[^]*?-->\s*)?<(!doctype html|html|head|body)[\s>]/i.test(text)
  },
  {
    what: 'XML text',
    remedy: `servers send that in place of a file that they refuse; ${again}`,
    is: both(
      ({ text }) => /^(\xef\xbb\xbf)?\s*<(\?xml\s|Error>)/i.test(text),
      ({ name }) => !/\.(xml|svg)$/i.test(name)
    )
  },
  {
    what: 'the answer of a server that refuses the file (JSON)',
    remedy: again,
    is: both(
      ({ text }) => /^\s*\{\s*"(errors?|error_?code|message|detail|status(_?code)?|success)"\s*:/i.test(text),
      ({ name }) => !/\.json$/i.test(name)
    )
  },
  {
    what: 'nothing but zero bytes as far as it was looked at',
    remedy: `it was not copied whole; ${again}`,
    is: ({ bytes }) => bytes.length >= 512 && bytes.every((byte) => byte === 0)
  },

  // Recordings of other programs.
  {
    what: 'a ROS 1 bag of before 2010',
    remedy: "bring it up to date with 'rosbag fix FILE new.bag' and open new.bag",
    is: starts('#ROSBAG V1', '#ROSRECORD')
  },
  {
    what: 'an SQLite database',
    remedy: 'write what you need from it as pictures or a video and a CSV',
    is: starts('SQLite format 3\0')
  },
  {
    what: 'a log of openpilot',
    remedy:
      'put it beside its video, both by their plain names (rlog.zst and fcamera.hevc or qcamera.ts), and open their folder',
    is: both(called(/(^|[^a-z])[rq]log(\.(bz2|zst))?$/i), isBinary)
  },
  {
    what: 'a Parquet table',
    remedy:
      'open the folder of the data set that it belongs to, or choose it as the signals of the video or the pictures',
    is: starts('PAR1')
  },
  {
    what: 'an HDF5 file',
    remedy:
      'open it by itself where it is a model; pictures in it are to be written out as JPEG or PNG, with a CSV that names them',
    is: starts('\x89HDF\r\n\x1a\n'),
    mayBeModel: true
  },
  {
    what: 'an array of NumPy',
    remedy: 'write its pictures out as JPEG or PNG with a CSV that names them, and open their folder',
    is: starts('\x93NUMPY')
  },
  {
    what: 'a MATLAB file',
    remedy: 'write what you need from it as pictures or a video and a CSV',
    is: starts('MATLAB 5.0 MAT-file')
  },
  {
    what: 'a file of TensorFlow records',
    remedy: 'write its pictures out as JPEG or PNG with a CSV that names them, and open their folder',
    is: both(called(/\.tfrecords?(-\d+-of-\d+)?$/i), isBinary)
  },

  // Models of other programs.
  {
    isModel: true,
    what: 'a pickle of Python: a program, which is never run',
    remedy: toOnnx,
    is: ({ bytes, text }) =>
      bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5 && !text.slice(0, 32).includes(torchMagic)
  },
  {
    isModel: true,
    what: 'a graph of TensorFlow as text',
    remedy: "write it as bytes with tf.io.write_graph(graph, folder, 'model.pb', as_text=False) and open model.pb",
    is: both(called(/\.pb(txt)?$/i), ({ text }) =>
      /^\s*(node|saved_model_schema_version|meta_graphs?|graph_def)\s*[:{]/.test(text)
    )
  },
  {
    isModel: true,
    what: 'a part of a SavedModel of TensorFlow',
    remedy: 'open the folder that saved_model.pb lies in',
    is: called(/^(keras_metadata\.pb|fingerprint\.pb|variables\.(index|data-\d{5}-of-\d{5}))$/)
  },
  {
    isModel: true,
    what: 'the list of the checkpoints of TensorFlow in its folder',
    remedy: `they hold weights alone: ${loadCheckpoint}`,
    is: both(called(/^checkpoint$/), starts('model_checkpoint_path:'))
  },
  {
    isModel: true,
    what: 'a checkpoint of TensorFlow',
    remedy: `it holds weights alone: ${loadCheckpoint}; one of TensorFlow 1, with a .meta file beside it, is converted with 'python -m tf2onnx.convert --checkpoint MODEL.meta --output model.onnx', its inputs and outputs named`,
    is: both(called(/\.(ckpt|index|meta|data-\d{5}-of-\d{5})$/i), called(/ckpt|model/i), isBinary)
  },
  {
    isModel: true,
    what: 'a file of safetensors: weights without their network',
    remedy: toOnnx,
    is: ({ bytes, text }) => /^\{\s*"/.test(text.slice(8)) && bytes[5] === 0 && bytes[6] === 0 && bytes[7] === 0
  },

  // Archives.
  { what: 'a zip archive', remedy: unpack, is: starts(ZIP, 'PK\x05\x06'), mayBeModel: true },
  { what: 'a tar archive', remedy: unpack, is: ({ text }) => text.slice(257, 262) === 'ustar' },
  { what: 'a gzip archive', remedy: unpack, is: starts('\x1f\x8b') },
  { what: 'a bzip2 archive', remedy: unpack, is: ({ text }) => /^BZh[1-9]1AY&SY/.test(text) },
  { what: 'an xz archive', remedy: unpack, is: starts('\xfd7zXZ\0') },
  { what: 'a Zstandard archive', remedy: unpack, is: starts('\x28\xb5\x2f\xfd') },
  { what: 'an LZ4 archive', remedy: unpack, is: starts('\x04\x22\x4d\x18') },
  { what: 'a 7z archive', remedy: unpack, is: starts('7z\xbc\xaf\x27\x1c') },
  { what: 'a RAR archive', remedy: unpack, is: starts('Rar!\x1a\x07') },
  { what: 'a PDF document', remedy: again, is: starts('%PDF-') },

  // Pictures of other kinds.
  { what: 'a HEIC picture', remedy: toJpeg, is: brand('heic', 'heix', 'heim', 'heis', 'mif1') },
  { what: 'an AVIF picture', remedy: toJpeg, is: brand('avif', 'avis') },
  {
    what: 'a raw picture of a camera',
    remedy: toJpeg,
    is: (head) =>
      brand('crx ')(head) ||
      starts('FUJIFILMCCD-RAW', 'IIRO', 'IIU\0')(head) ||
      both(isTiff, called(/\.(dng|nef|nrw|arw|sr2|cr2|pef|srw|raw|3fr|iiq)$/i))(head)
  },
  { what: 'a TIFF picture', remedy: toJpeg, is: isTiff },
  { what: 'a JPEG XL picture', remedy: toJpeg, is: starts('\xff\x0a', '\0\0\0\x0cJXL ') },
  { what: 'a JPEG 2000 picture', remedy: toJpeg, is: starts('\0\0\0\x0cjP  ', '\xff\x4f\xff\x51') },
  { what: 'a PNM picture', remedy: toJpeg, is: ({ text }) => /^P[1-6]\s+(#|\d+\s)/.test(text) },
  { what: 'an OpenEXR picture', remedy: toJpeg, is: starts('\x76\x2f\x31\x01') },
  { what: 'an animated WebP picture', remedy: toJpeg, is: ({ bytes }) => isAnimatedWebp(bytes) },
  { what: 'a GIF picture of one frame', remedy: toJpeg, is: ({ bytes }) => isStillGif(bytes) }
]

function brand(...names: string[]): (head: Head) => boolean {
  return ({ text }) => text.slice(4, 8) === 'ftyp' && names.includes(text.slice(8, 12))
}

function isTiff({ text }: Head): boolean {
  return text.startsWith('II*\0') || text.startsWith('MM\0*')
}

/** True where a GIF is seen to end after its first picture; more of them make a video. */
function isStillGif(bytes: Uint8Array): boolean {
  const colours = (at: number): number => ((bytes[at] ?? 0) & 0x80 ? 3 * 2 ** (((bytes[at] ?? 0) & 7) + 1) : 0)
  const behindBlocks = (at: number): number => {
    while (at < bytes.length && bytes[at] !== 0) at += 1 + bytes[at]!
    return at + 1
  }
  if (Buffer.from(bytes.subarray(0, 3)).toString('latin1') !== 'GIF') return false
  let pictures = 0
  for (let at = 13 + colours(10); at < bytes.length;) {
    const mark = bytes[at]
    if (mark === 0x3b) return pictures === 1
    if (mark === 0x21) at = behindBlocks(at + 2)
    else if (mark === 0x2c && pictures++ === 0) at = behindBlocks(at + 10 + colours(at + 9) + 1)
    else return false
  }
  return false
}
