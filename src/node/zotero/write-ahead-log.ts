import { open } from 'node:fs/promises';

/*
 * SQLite takes a write-ahead log only as far as its checksums go and says nothing of the rest. So a log that is damaged
 * at its beginning would silently give the database as it was before all that the log holds.
 * Source: “Database File Format”, section “The Write-Ahead Log”, sqlite.org/fileformat2.html.
 */

const headerSize = 32;
const frameHeaderSize = 24;

/** True for a log that is missing or empty, and for one whose header and first frame have the right checksums. */
export async function logBeginsSound(file: string): Promise<boolean> {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return true;
    throw error;
  }
  try {
    const { size } = await handle.stat();
    if (size === 0) return true;
    const header = Buffer.alloc(headerSize);
    await handle.read(header, 0, headerSize, 0);
    const magic = header.readUInt32BE(0);
    if (size < headerSize || (magic !== 0x377f0682 && magic !== 0x377f0683)) return false;
    const big = magic === 0x377f0683;
    const sums = checksum(header.subarray(0, 24), [0, 0], big);
    if (sums[0] !== header.readUInt32BE(24) || sums[1] !== header.readUInt32BE(28)) return false;
    if (size === headerSize) return true;
    const pageSize = header.readUInt32BE(8);
    if (pageSize < 512 || pageSize > 65536) return false;
    const frame = Buffer.alloc(frameHeaderSize + pageSize);
    const { bytesRead } = await handle.read(frame, 0, frame.length, headerSize);
    if (bytesRead < frame.length || !frame.subarray(8, 16).equals(header.subarray(16, 24))) return false;
    const ofPage = checksum(frame.subarray(frameHeaderSize), checksum(frame.subarray(0, 8), sums, big), big);
    return ofPage[0] === frame.readUInt32BE(16) && ofPage[1] === frame.readUInt32BE(20);
  } finally {
    await handle.close();
  }
}

type Sums = readonly [number, number];

/** SQLite's running checksum over pairs of 32-bit words. */
function checksum(bytes: Buffer, from: Sums, big: boolean): Sums {
  let [a, b] = from;
  const word = (at: number): number => (big ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    a = (a + word(at) + b) >>> 0;
    b = (b + word(at + 4) + a) >>> 0;
  }
  return [a, b];
}
