import {
  bool,
  byte,
  bytes,
  float,
  floats,
  int,
  ints,
  isThere,
  longs,
  named,
  table,
  tables,
  text,
  uint,
  ulong,
  union
} from './fields.ts'
import type { Row, Table } from './flatBuffer.ts'

/**
 * The tables of TensorFlow Lite that are read, with the number of each field: tensorflow/compiler/mlir/lite/schema/schema.fbs,
 * version 3d (file identifier TFL3). Fields that no importer needs are left out.
 */

const padding = (number: number) => named(number, ['SAME', 'VALID'])
/** ActivationFunctionType, fused behind an operator. */
const activation = (number: number) => named(number, ['NONE', 'RELU', 'RELU_N1_TO_1', 'RELU6', 'TANH', 'SIGN_BIT'])

const window = { padding: padding(0), stride_w: int(1), stride_h: int(2) }
const fused = { activation: activation(0) }
const corners = (first: number) => ({ align_corners: bool(first), half_pixel_centers: bool(first + 1) })

/** The options of an operator by their number in the union BuiltinOptions. */
const options: ReadonlyMap<number, Table> = new Map<number, Table>([
  [1, { ...window, activation: activation(3), dilation_w: int(4, 1), dilation_h: int(5, 1) }], // Conv2D
  [2, { ...window, activation: activation(4), dilation_w: int(5, 1), dilation_h: int(6, 1) }], // DepthwiseConv2D
  [5, { ...window, filter_width: int(3), filter_height: int(4), activation: activation(5) }], // Pool2D
  [8, { ...fused, weights_format: named(1, ['DEFAULT', 'SHUFFLED4x16INT8']), keep_num_dims: bool(2) }], // FullyConnected
  [9, { beta: float(0) }], // Softmax
  [10, { axis: int(0), activation: activation(1) }], // Concatenation
  [11, fused], // Add
  [12, fused], // L2Norm
  [15, corners(2)], // ResizeBilinear
  [17, { new_shape: ints(0) }], // Reshape
  [21, fused], // Mul
  [23, { axis: int(0), batch_dims: int(1) }], // Gather
  [27, { keep_dims: bool(0) }], // Reducer
  [28, fused], // Sub
  [29, fused], // Div
  [30, { squeeze_dims: ints(0) }], // Squeeze
  [
    32, // StridedSlice
    {
      begin_mask: int(0),
      end_mask: int(1),
      ellipsis_mask: int(2),
      new_axis_mask: int(3),
      shrink_axis_mask: int(4),
      offset: bool(5)
    }
  ],
  [37, { out_data_type: byte(1) }], // Cast
  [49, { ...window, activation: activation(3) }], // TransposeConv
  [59, { axis: int(1) }], // Pack
  [64, { axis: int(1) }], // Unpack
  [71, { cell_activation: activation(0), cell_clip: float(1), time_major: bool(3), diagonal: bool(5) }], // UnidirectionalSequenceLSTM
  [74, corners(0)], // ResizeNearestNeighbor
  [75, { alpha: float(0) }], // LeakyRelu
  [77, { mode: named(0, ['REFLECT', 'SYMMETRIC']) }], // MirrorPad
  [101, { adj_x: bool(0), adj_y: bool(1) }], // BatchMatMul
  [116, { approximate: bool(0) }] // Gelu
])

const Quantization = { scale: floats(2), zeroPoint: longs(3), hasDetails: isThere(5), dimension: int(6) }

const Tensor = {
  shape: ints(0),
  type: byte(1),
  buffer: uint(2),
  name: text(3),
  quantization: table(4, Quantization),
  isVariable: bool(5),
  isSparse: isThere(6),
  shapeSignature: ints(7),
  external: uint(10)
}

const Operator = { opcode: uint(0), inputs: ints(1), outputs: ints(2), options: union(4, options) }

const SubGraph = { tensors: tables(0, Tensor), inputs: ints(1), outputs: ints(2), operators: tables(3, Operator) }

const OperatorCode = { deprecatedCode: byte(0), custom: text(1), code: int(3) }

const TensorMap = { name: text(0), tensor: uint(1) }

const SignatureDef = { inputs: tables(0, TensorMap), outputs: tables(1, TensorMap), key: text(2), subgraph: uint(4) }

export const Model = {
  version: uint(0),
  operatorCodes: tables(1, OperatorCode),
  subgraphs: tables(2, SubGraph),
  buffers: tables(4, { data: bytes(0), offset: ulong(1), size: ulong(2) }),
  signatures: tables(7, SignatureDef)
}

export type TfliteModel = Row<typeof Model>
export type TfliteTensor = Row<typeof Tensor>
export type TfliteOperator = Row<typeof Operator>
export type TfliteSubgraph = Row<typeof SubGraph>
