/** Notes in all languages have more words than are worth keeping. */
const MOST_KEPT = 2000;

/** Keeps the answers for words that recur. `answer` must depend on nothing but the word. */
export function remembered<T>(answer: (word: string) => T): (word: string) => T {
  const kept = new Map<string, T>();
  return word => {
    const known = kept.get(word);
    if (known !== undefined) return known;
    if (kept.size >= MOST_KEPT) kept.clear();
    const found = answer(word);
    kept.set(word, found);
    return found;
  };
}
