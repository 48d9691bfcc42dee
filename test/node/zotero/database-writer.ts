import { Database } from 'node-sqlite3-wasm';

/*
 * A process that writes as Zotero does: it keeps the file open and commits now and then. Each commit sets the comments
 * of two annotations to the same number, so that a copy within a commit would show two numbers.
 *
 * Arguments: the file, the journal mode, the pause between commits in milliseconds.
 */
const [file = '', journal = 'DELETE', pause = '5'] = process.argv.slice(2);
const db = new Database(file);
db.exec('PRAGMA locking_mode = EXCLUSIVE');
db.exec(`PRAGMA journal_mode = ${journal}`);
let count = 0;
setInterval(() => {
  count++;
  db.exec('BEGIN');
  db.run('UPDATE itemAnnotations SET comment = ? WHERE itemID = (SELECT min(itemID) FROM itemAnnotations)', [
    `${count}`,
  ]);
  db.run('UPDATE itemAnnotations SET comment = ? WHERE itemID = (SELECT max(itemID) FROM itemAnnotations)', [
    `${count}`,
  ]);
  db.exec('COMMIT');
  if (count === 3) process.stdout.write('writing\n');
}, Number(pause));
