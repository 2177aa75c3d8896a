/** Abbreviations that are followed by more of the same sentence. */
const ABBREVIATIONS = new Set(
  (
    'e.g i.e etc cf vs viz al approx ca no nos fig figs eq eqs sec secs art arts para ch vol ed eds pp dr mr mrs ms prof st ' +
    'inc ltd co corp dept est min max ref refs tab app temp tel ext jan feb mar apr jun jul aug sep sept oct nov dec ver rev'
  ).split(' '),
);
/** These end sentences as well; only a capital "No." is surely a number sign. */
const MAY_END = new Set([
  'etc',
  'inc',
  'ltd',
  'co',
  'corp',
  'al',
  'min',
  'max',
  'no',
  'ms',
  'est',
  'app',
  'ext',
  'temp',
]);
const LAST_WORD = /(?:^|[\s(["'“‘])((?:[A-Za-z]+\.)*[A-Za-z]+)\.$/;
const INITIALS = /^(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z])$/;

/**
 * True when the dot at the end of a text belongs to an abbreviation or an initial ("e.g.", "Fig.", "J."), so that the
 * sentence goes on. "etc.", "Inc." and the like are no proof of that: they end as many sentences as they don't.
 */
export function endsWithAbbreviation(text: string): boolean {
  const word = LAST_WORD.exec(text)?.[1];
  if (word === undefined) return false;
  const lowerCased = word.toLowerCase();
  if (MAY_END.has(lowerCased)) return lowerCased === 'no' && word.startsWith('N');
  return ABBREVIATIONS.has(lowerCased) || INITIALS.test(word);
}
