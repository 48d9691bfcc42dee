const entities = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' } as const;

/** Undoes what markdown-it's `escapeHtml` does. */
export function unescapeHtml(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot);/g, entity => entities[entity as keyof typeof entities]);
}
