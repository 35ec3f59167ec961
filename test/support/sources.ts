/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests run in Node, not in n8n */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** The shipped sources, as TypeScript reads them. */

const ROOT = join(__dirname, '..', '..');

export interface Source {
	/** From the root of the repository. */
	path: string;
	/** Paths of the own files that it imports at run time. */
	imports: string[];
	/** Texts in quotes, templates and patterns. Comments do not count. */
	texts: string[];
	/** Identifiers. */
	names: string[];
}

function resolved(from: string, specifier: string): string {
	const path = join(dirname(from), specifier);
	return existsSync(join(ROOT, `${path}.ts`)) ? `${path}.ts` : join(path, 'index.ts');
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
	visit(node);
	ts.forEachChild(node, (child) => walk(child, visit));
}

function wordsOf(file: ts.SourceFile): Pick<Source, 'texts' | 'names'> {
	const texts: string[] = [];
	const names: string[] = [];
	walk(file, (node) => {
		if (ts.isIdentifier(node)) names.push(node.text);
		if (node.parent && ts.isImportDeclaration(node.parent)) return;
		const isText = ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node);
		if (isText || ts.isRegularExpressionLiteral(node)) texts.push(node.text);
	});
	return { texts, names };
}

/** Specifiers of the imports that exist at run time. */
function importsOf(file: ts.SourceFile): string[] {
	return file.statements.flatMap((statement) => {
		const isReExport = ts.isExportDeclaration(statement) && !statement.isTypeOnly;
		const isImport = ts.isImportDeclaration(statement) && !isTypeOnly(statement);
		if (!isReExport && !isImport) return [];
		const { moduleSpecifier } = statement;
		return moduleSpecifier ? [(moduleSpecifier as ts.StringLiteral).text] : [];
	});
}

function isTypeOnly({ importClause }: ts.ImportDeclaration): boolean {
	if (!importClause || importClause.isTypeOnly) return importClause !== undefined;
	const { namedBindings } = importClause;
	return (
		namedBindings !== undefined &&
		ts.isNamedImports(namedBindings) &&
		namedBindings.elements.every((element) => element.isTypeOnly)
	);
}

function read(path: string): Source {
	const code = readFileSync(join(ROOT, path), 'utf8');
	const file = ts.createSourceFile(path, code, ts.ScriptTarget.ES2022, true);
	const specifiers = importsOf(file);
	return {
		path,
		imports: specifiers.filter((name) => name.startsWith('.')).map((name) => resolved(path, name)),
		...wordsOf(file),
	};
}

export const SOURCES: readonly Source[] = ['nodes', 'credentials'].flatMap((folder) =>
	(readdirSync(join(ROOT, folder), { recursive: true }) as string[])
		.filter((name) => name.endsWith('.ts'))
		.map((name) => read(join(folder, name))),
);
