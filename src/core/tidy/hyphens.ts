import { isCommonWord } from './common-words.ts';
import { type RepairFinder, repairsOf } from './passage.ts';

/** Words after a hyphen that only hangs: "single- and dual-loop". */
const hanging =
  /^(?:and|or|to|und|oder|bis|sowie|et|ou|y|e|o|nor|but|versus|vs|via|as|a|an|the|of|in|on|at|by|for|from|with|is|are|was|were|be|that|this|than|not|we|it|its|which|then|resp|respectively|rather|instead|than)$/i;

/** Beginnings that keep their hyphen: "non-linear", "two-way", "self-attention". */
const keepsHyphen = /^(?:non|semi|quasi|pseudo|self|cross|well|one|two|three|four)$/i;
/** Beginnings that mostly do, where the second part is a word of the note too: "high-dimensional", "multi-task". */
const oftenKeepsHyphen =
  /^(?:half|full|single|double|dual|triple|five|six|seven|eight|nine|ten|first|second|third|higher?|lower?|longer?|shorter?|larger?|smaller?|fine|coarse|open|real|zero|few|many|multi|best|state)$/i;
/** "highlight", "shortcut", "halfway": those same beginnings in words that have none. */
const joinedAnyway = /^(?:lights?|lighted|lighting|ways?|cuts?|hand|land|books?|wise|most|time|run)$/;

/** Endings that are no words: what stands before them in the next line's first syllables belongs to the same word. */
const ending = new RegExp(
  `^(?:${[
    '[bcdfglmnprstvz]{0,2}(?:tions?|sions?|tional|tionally|sional|tioned|tioning|tively|sively|tives?|sives?|tures?|tured)',
    '[bcdfglmnprstvz]?(?:ments?|mented|menting|bility|bilities|ically|zations?|zing|zed)',
    '(?:ri|li|ni|ti|mi|di|vi|fi|ci|si)(?:zations?|zing|zed|zes|zer|zers)',
    '(?:ta|ra|la|na|ca|va|da|ma|pa)(?:tions|tional|tively|bility|tor|tors)|mation|cation|lation|tation|vation|dation',
    '(?:ma|ta|ra|na)nces?|(?:de|re|te|ge|que|si)nces?|dures?|nesses|rity|rithms?|rithmic|rices|rical|rically|ributed|ribution',
    '(?:ti|si|ci|ri|ni|li)(?:fy|fying|fied|fier|fiers|fication|fications)|titude|timal|timize[drs]?|timization',
    'sity|sities|lity|lities|nity|rities|cific|cifically|ciently|ciency|cially|tially|tial|tical|tically|cally|cal',
    'bution|butions|buted|lution|lutions|lutional|putation|putations|putational|puting|puted',
    'ers?|ings?|ed|ish|ity|ities|ies|ied|ly|ally|ously|ness|ble|bly|ple|ples|tle|dle|gle|cle|cles|ces|cessing|cing|ced|cies|cy',
    '[bcdglnrst]ians?|sis|tic|ric|tor|tors|ters|tered|tering|dence|rence|rences|rently|gence|dients?|rameters?|eters?|rix|trix|trices',
    'ods|els|nels?|bels|beled|belled|tems|lems?|rors?|tecture|tectures|tectural|mensions?|mensional|nique|niques',
    'plore|plored|plores|ploring|fect|fects|fective|fectively|jects?|jective|jectives|quential|quently|pendent|pendence',
    'dundant|dundancy|ploying|ployed|tached|quired|quires|quirements?|sponding|spondence|spectively|formances?|cedures?',
    'cently|ceives?|ceived|ther|vious|viously|tious|cious|nomial|ponents?|ponential|sidered|sidering|tained|taining',
    'cludes?|cluding|cluded|parisons?|tinct|tinction|perty|perties|nificant|nificantly|plicit|plicitly',
    'erates?|erated|erating|erations?|erative|erators?|eral|erally|orative|orate|orated|orating|oration',
  ].join('|')})$`,
);

/** Beginnings that are neither a word nor a prefix with a hyphen. */
const beginning =
  /^(?:con|com|col|cor|dis|dif|des|em|en|im|il|ir|ob|oc|ac|al|ap|suf|sup|sug|suc|sym|syn|hy|fo|ma|va|ta|ne|ra|la|na|sa|ba|fa|ca|ti|vi|li|ni|si|ri|ci|tu|lu|ru|su|du|bu|cu|fu|gu|ge|le|te|ve|se|pe|ho|lo|mo|po|ro|vo|ty|cy|dy|iden|knowl|stu|simi|particu|infor|perfor|transfor|archi|gener|genera|experi|environ|signif|gradi|repre|represen|dimen|independ|percep|concep|atten|recogni|classi|classifi|specifi|identifi|modi|quanti|effi|suffi|proce|succes|compres|expres|regres|regulariz|optimiz|normaliz|generaliz|tokeniz|initializ|maximiz|minimiz|collab|distri|contri|attri|corre|consis|differ?en|evalu|valida|[a-z]+(?:[aeiou]c?ti|ifi|uc|[tfjln]ec|irec|struc|stinc|junc|trac|eriz|aliz|iliz|oriz|imiz|tion[a]|rithm?i))$/;

/** True when X at a line's end is a beginning that English never ends a word with, doubled over the break: "ap- proach". */
function assimilated(first: string, second: string): boolean {
  return (
    /^(?:ac|ad|af|ag|al|an|ap|ar|as|at|col|com|con|cor|dif|ef|il|im|ir|oc|of|op|suc|suf|sup|sug|sur|sym|dis|mis)$/.test(
      first,
    ) &&
    first.at(-1) === second.charAt(0) &&
    second.length > 2
  );
}

/**
 * Words that a line's end cut: `Gaus- sians` → `Gaussians`, `one- way` → `one-way`. "well-known" and hyphens that
 * hang ("single- and dual-loop") stay.
 *
 * Without a dictionary, a word is joined only where something shows that it is one: the note has the joined word
 * elsewhere, papers use it often, the second part is an ending that is no word, or the first part is no beginning of a compound.
 */
export const findHyphens: RepairFinder = ({ text, words }) =>
  repairsOf(
    text,
    /(?<![\p{L}\p{M}'’])((?:[\p{L}\d]+[-‐])*)([\p{L}\d]{1,})[-‐](?: |[ \t]*\r?\n[ \t]*(?:>[ \t]?)*)(\p{L}{2,})(?![\p{L}\p{M}])/gu,
    match => `word cut at a line's end "${match[0].replace(/\s+/g, ' ')}"`,
    match => {
      const [, lead, first, second] = match as unknown as [string, string, string, string];
      const hyphen = match[0].charAt(lead.length + first.length);
      const x = first.toLowerCase();
      const y = second.toLowerCase();
      const joined = `${lead}${first}${second}`;
      const kept = `${lead}${first}${hyphen}${second}`;
      if (/\d$/.test(first) && !/^\d+[dD]$/.test(first)) return undefined;
      if (second === y && x.length > 1 && words.has(x + y)) {
        // The note has both: what this passage writes elsewhere goes.
        const passage = text.toLowerCase();
        return words.has(`${x}-${y}`) && passage.includes(`${x}-${y}`) && !passage.includes(x + y) ? kept : joined;
      }
      if (hanging.test(second)) return undefined;
      if (words.has(`${x}-${y}`) || (lead !== '' && hanging.test(x))) return kept;
      if (second !== y)
        return /^\p{Lu}\p{Ll}+$/u.test(first) && /^\p{Lu}\p{Ll}{2,}$/u.test(second) && words.has(y) && words.has(x)
          ? kept
          : undefined;
      if (/\p{Lu}/u.test(first.slice(1)) || /^\d/.test(first)) return kept;
      if (!/^[a-z]+$/.test(x + y) || (first.length < 2 && !lead)) return undefined;
      if (lead === '' && isCommonWord(x + y)) return joined;
      const knownFirst = words.has(x);
      if (ending.test(y) && !words.has(y)) return joined;
      if (assimilated(x, y)) return joined;
      if (!knownFirst && beginning.test(x) && x.length + y.length > 4) return joined;
      if (keepsHyphen.test(x)) return kept;
      if (oftenKeepsHyphen.test(x) && words.has(y) && !joinedAnyway.test(y)) return kept;
      return undefined;
    },
  );
