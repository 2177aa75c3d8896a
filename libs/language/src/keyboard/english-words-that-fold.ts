/**
 * English words whose letters happen to be whole syllables on the Korean keyboard (work → 재가), from the vocabulary of
 * multilingual-e5 and of English texts.
 */
export const ENGLISH_WORDS_THAT_FOLD: ReadonlySet<string> = new Set(
  (
    'abc absorbs ah aid air alarm alarms algal algo also always am ama amen amend amendment american americans ' +
    'an ancient and angels ant anthem anti antigen antigens apache audit auditor aural author authority auto ' +
    'chair chairman check checks chosen christian christians circle citizen citizens city civic clan cleric ' +
    'clerk co coal cod cornerback cow curb cursor curt cut cycle cytotoxic dharma dian did didn die dig digit ' +
    'digital dis disco disk disks disparity dit ditch div divisor dna do dock docks doctor doe doesn dog dot ' +
    'down downs downtown dowry dozen dual ducks due duel dutch duty eight element enamel end endowment england ' +
    'entitlement entity entry eu eur euro euros eye field fifths fifty fight fir firm firms fit fix flap flash ' +
    'focus fog for foreign foreman form formal forms fort forth foto fox fuel fuels fur gift girl girls given ' +
    'glacial glen go goal goals god gosh got guru gurus gut quay queen query queue rhetoric rican rich rid rig ' +
    'right rigid risen risk risks ritual rival rivals rock rocks rod rot rotor row rural rus rush russia sh ' +
    'shah shake shale shaman shantytown shape sharp she shocks short shot show shown sic sick sign signal ' +
    'signals signs sir sit six sixth slab sleep sleigh so soak soap social society soft sort spa span speak ' +
    'special specialty specific specificity specify such sudan sue sufficient suffix survival syria th thai ' +
    'than the their them theme then theo theorem theory thesis they throw thrown tidy tie tight tissue title to ' +
    'today toe tofu tog tornado torso tot total totals tow town toxic turks turn turns tusk tut via victoria ' +
    'victorian victory video videos vietnam viral virtual virus visit visor visual vital vow vowel wheels when ' +
    'who width wish wisp wit with work works world worm worms'
  ).split(' '),
);
