/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import manifest from '../../package.json';
import { choicesOf, fieldsNamed, places } from '../support/places';

const ROOT = join(__dirname, '..', '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const markdownIn = (folder: string) =>
	readdirSync(join(ROOT, folder))
		.filter((name) => name.endsWith('.md'))
		.map((name) => join(folder, name));
const pages = [...markdownIn('.'), ...markdownIn('docs')];

const headingsOf = (page: string) =>
	[...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);

/** As GitHub makes it from a heading. */
const anchorOf = (heading: string) =>
	heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s-]/gu, '')
		.replace(/\s/g, '-');

describe.each(pages)('%s', (page) => {
	const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
		.map(([, target]) => target)
		.filter((target) => !/^https?:/.test(target));

	it('has no link that leads nowhere', () => {
		for (const link of links) {
			const [path, anchor] = link.split('#');
			const file = path === '' ? page : join(dirname(page), path);
			expect([link, existsSync(join(ROOT, file))]).toEqual([link, true]);
			if (anchor !== undefined) expect(headingsOf(file).map(anchorOf)).toContain(anchor);
		}
	});

	it('names no command that there is not', () => {
		const commands = [...read(page).matchAll(/`npm run ([\w:]+)/g)].map(([, name]) => name);
		for (const name of commands) expect(Object.keys(manifest.scripts)).toContain(name);
	});
});

describe('the README', () => {
	it('has the sections of n8n’s template, in their order', () => {
		const sections = [
			'Installation',
			'Credentials',
			'Operations',
			'Usage',
			'Compatibility',
			'Resources',
			'Version history',
		];
		expect(headingsOf('README.md').filter((heading) => sections.includes(heading))).toEqual(
			sections,
		);
	});

	it('names every operation, field and option of the node as the editor does', () => {
		const readme = read('README.md');
		const labels = [
			...fieldsNamed('operation').flatMap((field) => choicesOf(field).map(({ name }) => name)),
			...places
				.filter(({ path }) => !/^(resource|operation|options)$|^images\./.test(path))
				.map(({ field }) => field.displayName),
		];
		const missing = labels.filter((label) => !readme.includes(label));
		expect([...new Set(missing)]).toEqual([]);
	});
});
