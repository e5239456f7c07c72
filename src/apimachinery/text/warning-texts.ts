/** Parses `Warning` headers like kubectl: `299 - "text"` (RFC 7234 section 5.5). */
export const warningTexts = (headers: string): string[] =>
  Array.from(headers.matchAll(/299 \S+ "((?:\\.|[^"\\])*)"/g), ([, text = '']) => {
    // clients decode headers as Latin-1, but the bytes are UTF-8
    const bytes = Uint8Array.from(text.replaceAll(/\\(.)/g, '$1'), (char) => char.charCodeAt(0))
    return new TextDecoder().decode(bytes)
  })
