/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import codex from '../../nodes/GrokVideo/GrokVideo.node.json';
import manifest from '../../package.json';
import { description } from '../support/descriptionFields';

const ROOT = join(__dirname, '..', '..');

const shipped = (name: RegExp) =>
	['nodes', 'credentials'].flatMap((folder) =>
		readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((path) => name.test(path))
			.map((path) => join(folder, path)),
	);

it('names every node and credential, and depends on nothing', () => {
	const { nodes, credentials } = manifest.n8n;
	const files = shipped(/\.(node|credentials)\.ts$/).map(
		(path) => `dist/${path.replace(/ts$/, 'js')}`,
	);
	expect(files.sort()).toEqual([...nodes, ...credentials].sort());
	expect(manifest).not.toHaveProperty('dependencies');
});

it('has one public address, the homepage of package.json, wherever it is named', () => {
	const [address] = manifest.homepage.split('#');
	expect(manifest.repository.url).toBe(`git+${address}.git`);
	const named = shipped(/\.(ts|json)$/).flatMap(
		(path) => readFileSync(join(ROOT, path), 'utf8').match(/https:\/\/github[^'"#]*/g) ?? [],
	);
	expect(new Set(named)).toEqual(new Set([address]));
});

it('has a codex file under the full name of the node', () => {
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
