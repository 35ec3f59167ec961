import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT_FOLDER } from '../e2e/lib/system/paths.mjs';

const FILE = join(ROOT_FOLDER, 'docs', 'compatibility.md');

/** Replaces one part of docs/compatibility.md, between its marks, and keeps the others. */
export function writeCompatibility(part, lines) {
	const text = readFileSync(FILE, 'utf8');
	const begin = `<!-- ${part}:begin -->`;
	const end = `<!-- ${part}:end -->`;
	const from = text.indexOf(begin);
	const to = text.indexOf(end);
	if (from < 0 || to < from) throw new Error(`${FILE} has no part "${part}".`);
	const body = `${begin}\n\n${lines.join('\n')}\n\n`;
	writeFileSync(FILE, text.slice(0, from) + body + text.slice(to));
}
