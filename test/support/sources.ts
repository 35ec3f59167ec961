/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests run in Node, not in n8n */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** The shipped sources, as TypeScript reads them. */

const ROOT = join(__dirname, '..', '..');

export interface Source {
	/** From the root of the repository. */
	path: string;
	/** Paths of the own files that it imports, types included. */
	imports: string[];
	/** What stands in quotes, templates and patterns; comments are none of it. */
	texts: string[];
	/** Names of the members of its object literals. */
	members: string[];
}

function resolved(from: string, specifier: string): string {
	const path = join(dirname(from), specifier);
	return existsSync(join(ROOT, `${path}.ts`)) ? `${path}.ts` : join(path, 'index.ts');
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
	visit(node);
	ts.forEachChild(node, (child) => walk(child, visit));
}

function wordsOf(file: ts.SourceFile): Pick<Source, 'texts' | 'members'> {
	const texts: string[] = [];
	const members: string[] = [];
	walk(file, (node) => {
		if (ts.isPropertyAssignment(node)) members.push(node.name.getText());
		if (node.parent && ts.isImportDeclaration(node.parent)) return;
		const isText = ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node);
		if (isText || ts.isRegularExpressionLiteral(node)) texts.push(node.text);
	});
	return { texts, members };
}

function read(path: string): Source {
	const code = readFileSync(join(ROOT, path), 'utf8');
	const specifiers = ts.preProcessFile(code).importedFiles.map(({ fileName }) => fileName);
	return {
		path,
		imports: specifiers.filter((name) => name.startsWith('.')).map((name) => resolved(path, name)),
		...wordsOf(ts.createSourceFile(path, code, ts.ScriptTarget.ES2022, true)),
	};
}

export const SOURCES: readonly Source[] = ['nodes', 'credentials'].flatMap((folder) =>
	(readdirSync(join(ROOT, folder), { recursive: true }) as string[])
		.filter((name) => name.endsWith('.ts'))
		.map((name) => read(join(folder, name))),
);
