import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT_FOLDER } from '../e2e/lib/system/paths.mjs';

const FILE = join(ROOT_FOLDER, 'docs', 'compatibility.md');

/** Writes one part of docs/compatibility.md. */
export function writeCompatibility(part, lines) {
	writeFileSync(FILE, replacePart(readFileSync(FILE, 'utf8'), part, lines));
}

/** Replaces the text between a part's markers. */
export function replacePart(text, part, lines) {
	const begin = `<!-- ${part}:begin -->`;
	const from = text.indexOf(begin);
	const to = text.indexOf(`<!-- ${part}:end -->`);
	if (from < 0 || to < from) throw new Error(`docs/compatibility.md has no part "${part}".`);
	return `${text.slice(0, from)}${begin}\n\n${lines.join('\n')}\n\n${text.slice(to)}`;
}
