/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** The text of README and docs together, so a table can move between them. */
export function documentation(): string {
	const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
	const files = ['README.md', ...docs.map((name) => join('docs', name))];
	return files.map((name) => readFileSync(join(root, name), 'utf8')).join('\n');
}
