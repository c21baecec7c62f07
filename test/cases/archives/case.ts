import { join } from 'node:path'
import { gzipSync, zipSync } from 'fflate'
import { marked, put } from '../../fixtures/foreignFiles.ts'
import type { Case } from '../case.ts'

const tar = Buffer.alloc(1024)
tar.write('drive/0000.jpg')
tar.write('ustar', 257)

const files: [name: string, content: string | Uint8Array, refused: RegExp][] = [
  [
    'drive.zip',
    zipSync({ 'drive/0000.jpg': new Uint8Array(99) }),
    /'drive\.zip' is a zip file, but not a Keras model.*unpack/
  ],
  ['drive.tar', tar, /drive\.tar is a tar archive; unpack it/],
  ['drive.tar.gz', gzipSync(tar), /drive\.tar\.gz is a gzip archive; unpack it/],
  ['drive.7z', marked('7z\xbc\xaf\x27\x1c'), /drive\.7z is a 7z archive; unpack it/],
  ['drive.rar', marked('Rar!\x1a\x07'), /drive\.rar is a RAR archive; unpack it/],
  ['drive.mp4', Buffer.alloc(4096), /drive\.mp4 is nothing but zero bytes.*copy/],
  ['paper.pdf', marked('%PDF-1.7\n'), /paper\.pdf is a PDF document/],
  ['frames.npy', marked('\x93NUMPY\x01\0'), /frames\.npy is an array of NumPy/],
  ['drive.hevc', '<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>', /drive\.hevc is XML text.*again/],
  ['model.onnx', '{"message": "Not Found", "status": "404"}', /'model\.onnx' is the answer of a server.*again/],
  ['empty.h5', '', /'empty\.h5' is empty \(0 bytes\)/],
  [
    'weights.safetensors',
    marked('\x40\0\0\0\0\0\0\0{"conv.weight":{"dtype":"F32"}}'),
    /is a file of safetensors.*torch\.onnx\.export/
  ]
]

export default {
  about: 'Archives and other files that are no recording and no model, each under a likely name.',
  async make(folder) {
    for (const [name, content] of files) put(join(folder, name), content)
  },
  expect: files.map(([open, , refused]) => ({ open, refused }))
} satisfies Case
