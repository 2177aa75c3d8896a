import type { E5s1File, Q4Matrix } from './e5s1-file.js';
import { OnnxModel } from './onnx-model.js';
import { packInt4, packInt8, stack, transpose } from './quantized-weights.js';

/**
 * How the four matrix products of a layer are computed; everything else is the same in each variant.
 * - fp32: float weights, for comparison only
 * - q4: 4-bit weights, float activations: exactly the model
 * - q4a4: 4-bit weights, activations rounded to 8 bits per 32 values
 * - int8-row: 8-bit weights and activations, one scale per row, so that batch mates never change a vector
 */
export type EncoderVariant = 'fp32' | 'q4' | 'q4a4' | 'int8-row';

type Product = (input: string, name: string, matrix: Q4Matrix) => string;

/**
 * The encoder as an already fused ONNX graph: inputs input_ids and attention_mask (int64, batch × sequence), outputs
 * sentence_embedding (unit vectors, mean over the tokens) and last_hidden_state.
 */
export function buildEncoderGraph(file: E5s1File, variant: EncoderVariant): OnnxModel {
  const { shape } = file;
  const model = new OnnxModel(`multilingual-e5-small-${variant}`);
  const ids = model.input('input_ids', 'int64', ['batch', 'sequence']);
  const mask = model.input('attention_mask', 'int64', ['batch', 'sequence']);
  const mask32 = model.node('Cast', [mask], { to: 6 });
  const product = products(model, variant);
  let hidden = addEmbeddings(model, file, ids);
  for (let layer = 0; layer < shape.layerCount; layer++) hidden = addLayer(model, file, layer, hidden, mask32, product);
  model.output('sentence_embedding', addPooling(model, hidden, mask), 'float', ['batch', shape.hiddenSize]);
  model.output('last_hidden_state', hidden, 'float', ['batch', 'sequence', shape.hiddenSize]);
  return model;
}

function addEmbeddings(model: OnnxModel, file: E5s1File, ids: string): string {
  const { hiddenSize, vocabularySize, maximumTokens, layerNormEpsilon } = file.shape;
  const table = packInt4(file.matrix('emb.word', hiddenSize), true);
  const words = model.fused(
    'GatherBlockQuantized',
    [
      model.tensor('words', 'int4', [vocabularySize, hiddenSize], table.nibbles),
      ids,
      model.tensor('words.scales', 'float', [vocabularySize, hiddenSize / 32], table.scales),
    ],
    { gather_axis: 0, quantize_axis: 1, block_size: 32 },
  );
  // There is one token type only: its row is added to every position once, here.
  const positions = file.floats('emb.pos');
  const tokenType = file.floats('emb.type');
  for (let i = 0; i < positions.length; i++) positions[i] = (positions[i] as number) + (tokenType[i % hiddenSize] ?? 0);
  const length = model.node('Slice', [
    model.node('Shape', [ids]),
    model.tensor('one', 'int64', [1], BigInt64Array.of(1n)),
    model.tensor('two', 'int64', [1], BigInt64Array.of(2n)),
  ]);
  const placed = model.node('Slice', [
    model.tensor('positions', 'float', [maximumTokens, hiddenSize], positions),
    model.tensor('zero', 'int64', [1], BigInt64Array.of(0n)),
    length,
  ]);
  const sum = model.node('Add', [words, placed]);
  const norm = [vector(model, file, 'emb.ln.w'), vector(model, file, 'emb.ln.b')];
  return model.node('LayerNormalization', [sum, ...norm], { axis: -1, epsilon: { float: layerNormEpsilon } });
}

function addLayer(
  model: OnnxModel,
  file: E5s1File,
  layer: number,
  hidden: string,
  mask: string,
  product: Product,
): string {
  const { hiddenSize, feedForwardSize, headCount, layerNormEpsilon } = file.shape;
  const name = (part: string): string => `l${layer}.${part}`;
  const weights = (part: string, columns = hiddenSize): Q4Matrix => file.matrix(name(part), columns);
  const epsilon = { epsilon: { float: layerNormEpsilon } };

  const projected = product(hidden, name('qkv'), stack([weights('q.w'), weights('k.w'), weights('v.w')]));
  const queryKeyValue = model.nodes('Split', [projected], 3, { axis: 2, num_outputs: 3 });
  const bias = new Float32Array(hiddenSize * 3);
  ['q.b', 'k.b', 'v.b'].forEach((part, i) => bias.set(file.floats(name(part)), i * hiddenSize));
  const attended = model.fused(
    'MultiHeadAttention',
    [...queryKeyValue, model.tensor(name('qkv.b'), 'float', [bias.length], bias), mask],
    { num_heads: headCount },
  );
  const attentionOutput = product(attended, name('ao'), weights('ao.w'));
  const attentionNorm = ['aln.w', 'aln.b', 'ao.b'].map((part) => vector(model, file, name(part)));
  const middle = model.fused('SkipLayerNormalization', [attentionOutput, hidden, ...attentionNorm], epsilon);

  const inner = product(middle, name('fi'), weights('fi.w'));
  const activated = model.fused('BiasGelu', [inner, vector(model, file, name('fi.b'))]);
  const outer = product(activated, name('fo'), weights('fo.w', feedForwardSize));
  const outputNorm = ['oln.w', 'oln.b', 'fo.b'].map((part) => vector(model, file, name(part)));
  return model.fused('SkipLayerNormalization', [outer, middle, ...outputNorm], epsilon);
}

/** The sum over the real tokens; its length does not matter, since the vector is normalised. */
function addPooling(model: OnnxModel, hidden: string, mask: string): string {
  const axis = model.tensor('pooling.axis', 'int64', [1], BigInt64Array.of(1n));
  const weights = model.node('Unsqueeze', [model.node('Cast', [mask], { to: 1 }), axis]);
  const sum = model.node('Squeeze', [model.node('MatMul', [weights, hidden]), axis]);
  return model.node('LpNormalization', [sum], { axis: -1, p: 2 });
}

function products(model: OnnxModel, variant: EncoderVariant): Product {
  switch (variant) {
    case 'fp32':
      return (input, name, matrix) =>
        model.node('MatMul', [
          input,
          model.tensor(`${name}.w`, 'float', [matrix.columns, matrix.rows], transpose(matrix)),
        ]);
    case 'q4':
      return fourBitProduct(model, {});
    case 'q4a4':
      return fourBitProduct(model, { accuracy_level: 4 });
    case 'int8-row':
      return eightBitProduct(model);
  }
}

function fourBitProduct(model: OnnxModel, attributes: { accuracy_level?: number }): Product {
  return (input, name, matrix) => {
    const { rows, columns } = matrix;
    const packed = packInt4(matrix, false);
    const weights = model.tensor(`${name}.w`, 'uint8', [rows, columns / 32, 16], packed.nibbles);
    const scales = model.tensor(`${name}.s`, 'float', [rows, columns / 32], packed.scales);
    const sizes = { K: columns, N: rows, bits: 4, block_size: 32 };
    return model.fused('MatMulNBits', [input, weights, scales], { ...sizes, ...attributes });
  };
}

/**
 * Each row (token) is scaled by its own largest value, so a vector depends on nothing but its own text. Activations are
 * unsigned with zero point 128: the signed product of the same numbers ran at a fifth of the speed.
 */
function eightBitProduct(model: OnnxModel): Product {
  const constant = (name: string, value: number): string => model.tensor(name, 'float', [], Float32Array.of(value));
  const step = constant('row.step', 1 / 127);
  const least = constant('row.least', 1e-20);
  const middle = constant('row.middle', 128);
  const zeroPoint = model.tensor('row.zero', 'uint8', [], Uint8Array.of(128));
  const lastAxis = model.tensor('row.axis', 'int64', [1], BigInt64Array.of(-1n));
  const quantize = (input: string): { scale: string; values: string } => {
    const largest = model.node('ReduceMax', [model.node('Abs', [input]), lastAxis], { keepdims: 1 });
    const scale = model.node('Max', [model.node('Mul', [largest, step]), least]);
    const rounded = model.node('Round', [model.node('Div', [input, scale])]);
    const values = model.node('Cast', [model.node('Add', [rounded, middle])], { to: 2 });
    return { scale, values };
  };
  return (input, name, matrix) => {
    const { scale, values } = quantize(input);
    const packed = packInt8(matrix);
    const weights = model.tensor(`${name}.w`, 'int8', [matrix.columns, matrix.rows], packed.weights);
    const scales = model.tensor(`${name}.s`, 'float', [matrix.rows], packed.scales);
    const sums = model.node('MatMulInteger', [values, weights, zeroPoint]);
    const scaled = model.node('Mul', [model.node('Cast', [sums], { to: 1 }), scale]);
    return model.node('Mul', [scaled, scales]);
  };
}

function vector(model: OnnxModel, file: E5s1File, name: string): string {
  const values = file.floats(name);
  return model.tensor(name, 'float', [values.length], values);
}
