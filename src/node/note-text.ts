import { readFileSync } from 'node:fs';

/** Reads a text file in whatever of Unicode's encodings it is, told by its first bytes; UTF-8 when they tell nothing. */
export function readNoteText(file: string): string {
  const bytes = readFileSync(file);
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding, { ignoreBOM: encoding === 'utf-8' }).decode(bytes);
}

/** What went wrong with a file, in words, with its name as it was given. */
export function fileTrouble(error: unknown, name: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return `There is no file or folder “${name}”.`;
    case 'EISDIR':
      return `“${name}” is a folder, not a file.`;
    case 'ENOTDIR':
      return `“${name}” lies in something that is no folder.`;
    case 'EACCES':
    case 'EPERM':
      return `“${name}” may not be read or written.`;
    case 'ENOSPC':
      return `There is no room left to write “${name}”.`;
    default:
      return message;
  }
}
