/**
 * True where the further digits of a value were cut off instead of rounded, as many write: 0.66 of two thirds, "89 hours"
 * of 89.8. At least two digits must be left: 0.6 is wrong.
 *
 * @param lastDigit what the last digit that is written is worth
 * @example isCutOff(0.66, 0.01, 2 / 3) // true
 */
export function isCutOff(written: number, lastDigit: number, value: number): boolean {
  const slack = 1e-9 * Math.abs(value);
  const off = Math.abs(value) - Math.abs(written);
  const isSigned = Math.sign(value) === Math.sign(written);
  return isSigned && off >= -slack && off < lastDigit - slack && Math.abs(written) >= 10 * lastDigit - slack;
}
