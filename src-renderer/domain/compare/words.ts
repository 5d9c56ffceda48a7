/** Text as a sentence begins; a symbol such as λ stays what it is. */
export function sentenceCase(text: string): string {
  return text.replace(/^[a-z]/u, (letter) => letter.toUpperCase());
}
