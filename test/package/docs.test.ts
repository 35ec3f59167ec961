/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import manifest from '../../package.json';
import { choicesOf, fieldsNamed, allFields } from '../support/descriptionFields';

const ROOT = join(__dirname, '..', '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const markdownIn = (folder: string) =>
	readdirSync(join(ROOT, folder))
		.filter((name) => name.endsWith('.md'))
		.map((name) => join(folder, name));
const pages = ['.', 'docs', 'e2e', 'test/fixtures', 'test/servers'].flatMap(markdownIn);

const headingsOf = (page: string) =>
	[...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string) =>
	heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s-]/gu, '')
		.replace(/\s/g, '-');

describe.each(pages)('%s', (page) => {
	const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
		.map(([, target]) => target)
		.filter((target) => !/^https?:/.test(target));

	it('has no dead links', () => {
		for (const link of links) {
			const [path, anchor] = link.split('#');
			const file = path === '' ? page : join(dirname(page), path);
			expect([link, existsSync(join(ROOT, file))]).toEqual([link, true]);
			if (anchor !== undefined) expect(headingsOf(file).map(anchorOf)).toContain(anchor);
		}
	});

	it('mentions only existing npm scripts', () => {
		const scripts = [...read(page).matchAll(/`npm run ([\w:]+)/g)].map(([, name]) => name);
		for (const name of scripts) expect(Object.keys(manifest.scripts)).toContain(name);
	});
});

describe('the README', () => {
	const readme = read('README.md');

	it('links to the Chinese page on its first line', () => {
		expect(readme.split('\n')[0]).toContain('](docs/zh-CN.md)');
	});

	it('has at most 1,800 words', () => {
		const words = readme.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
		expect(words.length).toBeLessThanOrEqual(1800);
	});

	it('lists every operation in its table', () => {
		const rows = fieldsNamed('operation').flatMap((field) => {
			const [resource] = field.displayOptions!.show!.resource as string[];
			const label = choicesOf(fieldsNamed('resource')[0]).find(({ value }) => value === resource);
			return choicesOf(field).map(({ name }) => `| ${label?.name} | ${name} |`);
		});
		expect(rows.filter((row) => !readme.includes(row))).toEqual([]);
	});

	it('lists every example in its table', () => {
		const examples = readdirSync(join(ROOT, 'examples'));
		expect(examples.filter((file) => !readme.includes(`](examples/${file})`))).toEqual([]);
	});
});

it('docs/fields.md has the label of every field and option', () => {
	const page = read('docs/fields.md');
	const labels = allFields
		.filter(({ path }) => !/^(resource|operation|options)$|^images\./.test(path))
		.map(({ field }) => field.displayName);
	expect([...new Set(labels)].filter((label) => !page.includes(label))).toEqual([]);
});

it('docs/providers.md has every provider and API type of the credential', () => {
	const page = read('docs/providers.md');
	const names = ['credential.provider', 'credential.protocol']
		.flatMap(fieldsNamed)
		.flatMap(choicesOf)
		.map(({ name }) => name);
	expect(names.filter((name) => !page.includes(name))).toEqual([]);
});
