/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import codex from '../../nodes/GrokVideo/GrokVideo.node.json';
import manifest from '../../package.json';
import { description } from '../support/descriptionFields';

const ROOT = join(__dirname, '..', '..');

const shippedFiles = (name: RegExp) =>
	['nodes', 'credentials'].flatMap((folder) =>
		readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((path) => name.test(path))
			.map((path) => join(folder, path)),
	);

it('package.json lists every node and credential, and no dependencies', () => {
	const { nodes, credentials } = manifest.n8n;
	const files = shippedFiles(/\.(node|credentials)\.ts$/).map(
		(path) => `dist/${path.replace(/ts$/, 'js')}`,
	);
	expect(files.sort()).toEqual([...nodes, ...credentials].sort());
	expect(manifest).not.toHaveProperty('dependencies');
});

it('the repository and all GitHub links in shipped files are the homepage of package.json', () => {
	const [homepage] = manifest.homepage.split('#');
	expect(manifest.repository.url).toBe(`git+${homepage}.git`);
	const links = shippedFiles(/\.(ts|json)$/).flatMap(
		(path) => readFileSync(join(ROOT, path), 'utf8').match(/https:\/\/github[^'"#]*/g) ?? [],
	);
	expect(new Set(links)).toEqual(new Set([homepage]));
});

it('the codex file uses the full name of the node', () => {
	expect(codex).toMatchObject({
		node: `${manifest.name}.${description.name}`,
		nodeVersion: '1.0',
		codexVersion: '1.0',
		categories: expect.arrayContaining([expect.any(String)]) as string[],
		resources: {
			primaryDocumentation: [{ url: expect.stringMatching(/^https:/) as string }],
			credentialDocumentation: [{ url: expect.stringMatching(/^https:/) as string }],
		},
	});
});
