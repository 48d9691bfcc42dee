import fs from 'node:fs';
import path from 'node:path';

/**
 * The server wants two compiled modules, one to write its log and one to notice that its parent died. Stand-ins in
 * plain JavaScript save a compiler and minutes; nothing that a test looks at depends on them.
 */
export function writeNativeStandIns(nodeModules: string): void {
  write(nodeModules, '@vscode/native-watchdog', 'exports.start = () => {};\n');
  write(nodeModules, '@vscode/spdlog', LOGGING);
}

function write(nodeModules: string, name: string, source: string): void {
  const folder = path.join(nodeModules, name);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name, version: '0.0.0', main: 'index.js' }));
  fs.writeFileSync(path.join(folder, 'index.js'), source);
}

const LOGGING = `
const fs = require('fs');
const path = require('path');
const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
let threshold = 2;
const nothing = () => {};

class Logger {
  constructor(file) {
    this.file = file;
    try { fs.mkdirSync(path.dirname(file), { recursive: true }); } catch {}
  }
  write(level, message) {
    if (level < threshold) return;
    try { fs.appendFileSync(this.file, new Date().toISOString() + ' [' + names[level] + '] ' + message + '\\n'); } catch {}
  }
  trace(message) { this.write(0, message); }
  debug(message) { this.write(1, message); }
  info(message) { this.write(2, message); }
  warn(message) { this.write(3, message); }
  error(message) { this.write(4, message); }
  critical(message) { this.write(5, message); }
  getLevel() { return threshold; }
}
for (const name of ['setLevel', 'setFlushOn', 'setPattern', 'clearFormatters', 'flush', 'drop']) {
  Logger.prototype[name] = nothing;
}

exports.version = 0;
exports.Logger = Logger;
exports.setLevel = level => { threshold = level; };
exports.getLevel = () => threshold;
exports.setFlushOn = nothing;
exports.shutdown = nothing;
exports.createRotatingLogger = async (name, file) => new Logger(file);
exports.createAsyncRotatingLogger = async (name, file) => new Logger(file);
`;
