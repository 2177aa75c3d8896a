/** A number without grouping, leading and trailing zeros: "1,200,000.50" → "1200000.5". */
export function formatDigits(digits: string): string {
  const [whole = '', fraction = ''] = digits.replaceAll(',', '').split('.');
  const trimmed = fraction.replace(/0+$/, '');
  return `${whole.replace(/^0+(?=\d)/, '') || '0'}${trimmed ? `.${trimmed}` : ''}`;
}

/** The same form for a computed value; scales like 만 leave no more than six meaningful decimals. */
export function formatValue(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : formatDigits(value.toFixed(6));
}
