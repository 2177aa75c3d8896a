import { ProtobufWriter } from './protobuf-writer.js';

/** onnx.proto TensorProto.DataType, the ones used here. */
export const elementType = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, int4: 22 } as const;
export type ElementType = keyof typeof elementType;

/** An attribute of a node: whole numbers become INT unless wrapped in `{float}`. */
export type Attribute = number | { float: number } | readonly number[];

/** What may follow the name of a dimension that is not fixed. */
export type Dimension = number | string;

const microsoftDomain = 'com.microsoft';

/** Collects nodes and weights of one graph and writes them as an ONNX file. Values are referred to by name. */
export class OnnxModel {
  private readonly graph = new ProtobufWriter();
  private valueCount = 0;

  constructor(graphName: string) {
    this.graph.text(2, graphName);
  }

  /** Stores a constant. @returns its name. */
  tensor(name: string, type: ElementType, shape: readonly number[], data: ArrayBufferView): string {
    const tensor = new ProtobufWriter();
    for (const size of shape) tensor.integer(1, size);
    tensor.integer(2, elementType[type]).text(8, name);
    tensor.bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    this.graph.message(5, tensor);
    return name;
  }

  /** Adds an operator of the standard set with one output. @returns the output's name. */
  node(operator: string, inputs: readonly string[], attributes: Record<string, Attribute> = {}): string {
    return this.operator('', operator, inputs, attributes, 1)[0] as string;
  }

  /** Adds an operator of the standard set with several outputs. */
  nodes(
    operator: string,
    inputs: readonly string[],
    outputCount: number,
    attributes: Record<string, Attribute> = {},
  ): string[] {
    return this.operator('', operator, inputs, attributes, outputCount);
  }

  /** Adds one of onnxruntime's own (fused) operators. An empty input name leaves an optional input out. */
  fused(operator: string, inputs: readonly string[], attributes: Record<string, Attribute> = {}): string {
    return this.operator(microsoftDomain, operator, inputs, attributes, 1)[0] as string;
  }

  input(name: string, type: ElementType, shape: readonly Dimension[]): string {
    this.graph.message(11, valueInfo(name, type, shape));
    return name;
  }

  /** Declares a value as an output of the graph under its public name. */
  output(name: string, value: string, type: ElementType, shape: readonly Dimension[]): void {
    this.graph.message(1, nodeMessage('', 'Identity', [value], [name], {}));
    this.graph.message(12, valueInfo(name, type, shape));
  }

  /** @param opset version of the standard operator set. */
  pieces(opset: number, producer: string): readonly Uint8Array[] {
    const model = new ProtobufWriter().integer(1, 10).text(2, producer).message(7, this.graph);
    model.message(8, new ProtobufWriter().text(1, '').integer(2, opset));
    model.message(8, new ProtobufWriter().text(1, microsoftDomain).integer(2, 1));
    return model.pieces();
  }

  private operator(
    domain: string,
    operator: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute>,
    outputCount: number,
  ): string[] {
    const outputs = Array.from({ length: outputCount }, () => `${operator}_${this.valueCount++}`);
    this.graph.message(1, nodeMessage(domain, operator, inputs, outputs, attributes));
    return outputs;
  }
}

function nodeMessage(
  domain: string,
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Record<string, Attribute>,
): ProtobufWriter {
  const node = new ProtobufWriter();
  for (const input of inputs) node.text(1, input);
  for (const output of outputs) node.text(2, output);
  node.text(3, outputs[0] ?? operator).text(4, operator);
  for (const [name, value] of Object.entries(attributes)) node.message(5, attributeMessage(name, value));
  if (domain !== '') node.text(7, domain);
  return node;
}

function attributeMessage(name: string, value: Attribute): ProtobufWriter {
  const attribute = new ProtobufWriter().text(1, name);
  if (typeof value === 'number') return attribute.integer(3, value).integer(20, 2);
  if ('float' in value) return attribute.float(2, value.float).integer(20, 1);
  for (const item of value) attribute.integer(8, item);
  return attribute.integer(20, 7);
}

function valueInfo(name: string, type: ElementType, shape: readonly Dimension[]): ProtobufWriter {
  const dimensions = new ProtobufWriter();
  for (const size of shape) {
    const dimension = new ProtobufWriter();
    dimensions.message(1, typeof size === 'number' ? dimension.integer(1, size) : dimension.text(2, size));
  }
  const tensorType = new ProtobufWriter().integer(1, elementType[type]).message(2, dimensions);
  return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensorType));
}
