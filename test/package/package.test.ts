/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as newest from 'n8n-workflow';
import * as oldest1 from 'n8n-workflow-v1';
import * as oldest2 from 'n8n-workflow-v2.0';
import ts from 'typescript';
import { GrokVideoApi } from '../../credentials/GrokVideoApi.credentials';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';

const ROOT = join(__dirname, '..', '..');
const { description } = new GrokVideo();
const credential = new GrokVideoApi();
const readJson = (path: string): Record<string, never> =>
	JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

describe('the package', () => {
	const manifest = readJson('package.json') as unknown as {
		name: string;
		version: string;
		n8n: { nodes: string[]; credentials: string[] };
		dependencies?: object;
		homepage: string;
		repository: { url: string };
	};
	const sourcesIn = (folder: string): string[] =>
		readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((path) => path.endsWith('.ts'))
			.map((path) => join(folder, path));
	const sources = [...sourcesIn('nodes'), ...sourcesIn('credentials')];

	it('names the compiled files of existing sources', () => {
		const { nodes, credentials } = manifest.n8n;
		for (const path of [...nodes, ...credentials]) {
			expect(path).toMatch(/^dist\/.*\.js$/);
			expect(sources).toContain(relative('dist', path).replace(/\.js$/, '.ts'));
		}
		const all = sources.filter((path) => /\.(node|credentials)\.ts$/.test(path));
		expect(all).toHaveLength(nodes.length + credentials.length);
		expect(manifest.dependencies).toBeUndefined();
	});

	it('has one public address, the homepage of package.json, wherever it is named', () => {
		const [address] = manifest.homepage.split('#');
		expect(manifest.repository.url).toBe(`git+${address}.git`);
		const named = ['nodes/GrokVideo/GrokVideo.node.json', ...sources].flatMap(
			(path) => readFileSync(join(ROOT, path), 'utf8').match(/https:\/\/github[^'"#]*/g) ?? [],
		);
		expect(new Set(named)).toEqual(new Set([address]));
	});

	it('has a codex file under the node’s full name', () => {
		const codex = readJson('nodes/GrokVideo/GrokVideo.node.json') as unknown as {
			categories: string[];
		};
		expect(codex).toMatchObject({
			node: `${manifest.name}.${description.name}`,
			nodeVersion: '1.0',
			codexVersion: '1.0',
			resources: {
				primaryDocumentation: [{ url: expect.stringMatching(/^https:/) }],
				credentialDocumentation: [{ url: expect.stringMatching(/^https:/) }],
			},
		});
		expect(codex.categories.length).toBeGreaterThan(0);
	});

	it('has the icons that node and credential show', () => {
		for (const [folder, icon] of [
			['nodes/GrokVideo', description.icon],
			['credentials', credential.icon],
		] as const) {
			expect(icon).toEqual({ light: expect.any(String), dark: expect.any(String) });
			for (const file of Object.values(icon as Record<string, string>)) {
				expect(existsSync(join(ROOT, folder, file.replace('file:', '')))).toBe(true);
			}
		}
	});

	it('imports only n8n-workflow, and only what the oldest n8n 1, the oldest n8n 2 and the newest have at run time', () => {
		const used = new Set<string>();
		const loaded: string[] = [];
		for (const path of sources) {
			const text = readFileSync(join(ROOT, path), 'utf8');
			const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2021);
			for (const statement of file.statements.filter(ts.isImportDeclaration)) {
				const from = (statement.moduleSpecifier as ts.StringLiteral).text;
				if (from.startsWith('.')) continue;
				expect([path, from]).toEqual([path, 'n8n-workflow']);
				const clause = statement.importClause!;
				expect([path, clause.name, clause.namedBindings?.kind]).toEqual([
					path,
					undefined,
					ts.SyntaxKind.NamedImports,
				]);
				if (clause.isTypeOnly) continue;
				for (const { isTypeOnly, name, propertyName } of (clause.namedBindings as ts.NamedImports)
					.elements) {
					if (!isTypeOnly) used.add((propertyName ?? name).text);
				}
			}
			loaded.push(...(text.match(/\b(require|import)\(.*?\)/g) ?? []));
		}
		expect(loaded).toEqual([]);
		expect(used.size).toBeGreaterThan(3);
		for (const name of used) {
			const found = [oldest1, oldest2, newest].map((workflow) => name in workflow);
			expect([name, ...found]).toEqual([name, true, true, true]);
		}
	});
});
