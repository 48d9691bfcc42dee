import { findFormulaRuns, isScript } from './formula-run.ts';
import type { RepairFinder } from './passage.ts';

/** Units of measurement, which stand with their powers as they are: `W/m²`, `mol L⁻¹`, `m s⁻²`, `s⁻¹`. */
const unit = '(?:[kcmµμnpdMGT]?(?:m|g|s|h|L|l|J|N|V|A|W|K|Pa|Hz|C|F|T|H|mol|cd|rad|eV|bar|B)|min|Ω|kWh|yr)';
const units = new RegExp(`^${unit}(?:[⁻⁰¹²³⁴-⁹]*(?:[·⋅/ ]|$)${unit})*[⁻⁰¹²³⁴-⁹]*$`, 'u');
const afterUnit = new RegExp(`(?:^|[\\s(\\d])${unit}[⁻⁰¹²³⁴-⁹]*[ ·⋅]$`, 'u');

/** A number before it makes it a unit's power (`5 m²`, `3 W/m²`) or an ordinal. */
const counted = /\d ?$|[/·⋅] ?$/;
const ordinal = /^\d+[ⁿˢʳᵗ][ᵈᵗʰ]$/;
/** Element symbols with their numbers: `H₂O`, `O₂`. */
const molecule = /^(?:[HONCF][₂₃]|(?:[A-Z][₀-₉]*){2,})$/;
/** One letter that is a word too: then the raised digit is a footnote's mark. */
const footnote = /^[aAI][¹²³⁴-⁹]$/;

/** Raised and lowered characters in formulas: `x² + y²` → `$x^2 + y^2$`, `xᵢ` → `$x_i$`. Units and footnote marks stay. */
export const findScripts: RepairFinder = ({ text, formulas }) =>
  !formulas
    ? []
    : findFormulaRuns(text, isScript)
        .filter(({ range }) => {
          const written = text.slice(range.from, range.to);
          if (molecule.test(written) || footnote.test(written) || ordinal.test(written)) return false;
          if (/^\d+[⁰¹²³⁴-⁹]+$/.test(written) && !/^10[^\d]/.test(written)) return false;
          const before = text.slice(Math.max(0, range.from - 8), range.from);
          // A letter alone with a power is a variable (a matrix A⁻¹, a variance s²), but m² and s⁻¹ are units.
          const single = /^(?:[A-Z][⁻⁰¹²³⁴-⁹]+|[gshlL][⁰¹²³⁴-⁹]+)$/u.test(written);
          if (units.test(written) && (/[/·⋅ ]/.test(written) || afterUnit.test(before) || !single)) {
            return false;
          }
          return !counted.test(text.slice(Math.max(0, range.from - 2), range.from));
        })
        .map(({ range, tex }) => ({
          range,
          insert: `$${tex}$`,
          reason: `raised or lowered characters "${text.slice(range.from, range.to)}"`,
        }));
