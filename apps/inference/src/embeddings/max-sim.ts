/**
 * The tokens of one text as unit vectors, without its begin and end token.
 * @param hidden vectors of all texts of a batch, one token after the other
 * @param first place of the text's begin token among them
 * @param length tokens of the text, with begin and end
 */
export function unitTokens(hidden: Float32Array, first: number, length: number, dimensions: number): Float32Array {
  const tokens = hidden.slice((first + 1) * dimensions, (first + length - 1) * dimensions);
  for (let start = 0; start < tokens.length; start += dimensions) {
    let squares = 0;
    for (let i = start; i < start + dimensions; i++) squares += (tokens[i] as number) ** 2;
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let i = start; i < start + dimensions; i++) tokens[i] = (tokens[i] as number) * scale;
  }
  return tokens;
}

/**
 * Late interaction (Khattab and Zaharia, ColBERT, 2020): for each token of the question the cosine of the passage's nearest
 * token, and the mean of these.
 * @param question @param passage unit vectors, one token after the other
 * @returns from -1 to 1; 0 where either is empty
 */
export function maxSim(question: Float32Array, passage: Float32Array, dimensions: number): number {
  if (question.length === 0 || passage.length === 0) return 0;
  let sum = 0;
  for (let asked = 0; asked < question.length; asked += dimensions) {
    let best = -1;
    for (let told = 0; told < passage.length; told += dimensions) {
      let dot = 0;
      for (let i = 0; i < dimensions; i++) dot += (question[asked + i] as number) * (passage[told + i] as number);
      if (dot > best) best = dot;
    }
    sum += best;
  }
  return (sum * dimensions) / question.length;
}
