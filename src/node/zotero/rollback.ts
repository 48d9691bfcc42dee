import { open, rm, stat } from 'node:fs/promises';

/*
 * Rolls back a change that broke off, as SQLite does when it opens a file with a hot journal beside it. Only for the
 * WebAssembly build: it takes its own lock for another process's and leaves the journal alone, which would show changes
 * that were never committed.
 */

const magic = Buffer.from('d9d505f920a163d7', 'hex');

interface JournalHeader {
  readonly records: number;
  readonly nonce: number;
  readonly pagesBefore: number;
  readonly sectorSize: number;
  readonly pageSize: number;
}

/**
 * Puts back the pages that the journal beside `file` holds, cuts the file to its length before, and removes the journal.
 * Does nothing without a journal. Source: “Database File Format”, section “The Rollback Journal”, sqlite.org/fileformat2.html.
 */
export async function rollBack(file: string): Promise<void> {
  const journalFile = `${file}-journal`;
  const size = (await stat(journalFile).catch(() => undefined))?.size;
  if (size === undefined) return;
  const journal = await open(journalFile, 'r');
  const database = await open(file, 'r+');
  try {
    let at = 0;
    for (;;) {
      const header = readHeader((await journal.read(Buffer.alloc(28), 0, 28, at)).buffer);
      if (header === undefined) break;
      const { nonce, pageSize, sectorSize } = header;
      if (at === 0) await database.truncate(header.pagesBefore * pageSize);
      const recordSize = pageSize + 8;
      at += sectorSize;
      const fitting = Math.floor((size - at) / recordSize);
      const count = header.records === 0xffffffff ? fitting : Math.min(header.records, fitting);
      const record = Buffer.alloc(recordSize);
      for (let index = 0; index < count; index++, at += recordSize) {
        await journal.read(record, 0, recordSize, at);
        const page = record.readUInt32BE(0);
        const content = record.subarray(4, 4 + pageSize);
        // A record that was not wholly written ends the journal.
        if (page === 0 || record.readUInt32BE(4 + pageSize) !== checksum(content, nonce)) return;
        if (page <= header.pagesBefore) await database.write(content, 0, pageSize, (page - 1) * pageSize);
      }
      at = Math.ceil(at / sectorSize) * sectorSize;
    }
  } finally {
    await journal.close();
    await database.close();
    await rm(journalFile, { force: true });
  }
}

function readHeader(bytes: Buffer): JournalHeader | undefined {
  if (!bytes.subarray(0, 8).equals(magic)) return undefined;
  const header: JournalHeader = {
    records: bytes.readUInt32BE(8),
    nonce: bytes.readUInt32BE(12),
    pagesBefore: bytes.readUInt32BE(16),
    sectorSize: bytes.readUInt32BE(20),
    pageSize: bytes.readUInt32BE(24),
  };
  const isPower = (value: number): boolean => value >= 32 && value <= 65536 && (value & (value - 1)) === 0;
  return isPower(header.sectorSize) && isPower(header.pageSize) ? header : undefined;
}

/** The nonce plus every 200th byte of the page, counted from its end. */
function checksum(page: Buffer, nonce: number): number {
  let sum = nonce;
  for (let at = page.length - 200; at > 0; at -= 200) sum = (sum + page[at]!) >>> 0;
  return sum;
}
