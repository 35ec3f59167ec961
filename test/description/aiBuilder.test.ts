import { generateNodeTypeFile } from '@n8n/workflow-sdk';
import { validateNodeDescription } from 'n8n-core/dist/nodes-loader/validate-node-description';
import ts from 'typescript';
import { MODELS, modesOf } from '../../nodes/GrokVideo/models';
import { operations } from '../support/outputs';
import { choicesOf, description, fieldsNamed, allFields } from '../support/descriptionFields';

/** What n8n's AI builder and MCP server see of the node: the types that n8n generates for it. */

type Description = Parameters<typeof generateNodeTypeFile>[0];

const generatedTypes = generateNodeTypeFile(description as unknown as Description);
const sourceFile = ts.createSourceFile('types.ts', generatedTypes, ts.ScriptTarget.ES2021, true);

interface Member {
	required: boolean;
	type: string;
	/** The comment: description, hints and conditions. */
	doc: string;
}

function membersOf(node: ts.Node | undefined, path = ''): Array<[path: string, member: Member]> {
	if (!node) return [];
	if (ts.isTypeReferenceNode(node)) return membersOf(node.typeArguments?.[0], path); // Array<…>
	if (!ts.isTypeLiteralNode(node)) return [];
	return node.members.filter(ts.isPropertySignature).flatMap((property) => {
		const name = `${path}${property.name.getText()}`;
		const member: Member = {
			required: property.questionToken === undefined,
			type: property.type!.getText(),
			doc: property.getFullText().slice(0, -property.getText().length),
		};
		return [[name, member] as [string, Member], ...membersOf(property.type, `${name}.`)];
	});
}

/** The members of an operation's parameter type, by their paths. */
function parameterMembers(resource: string, operation: string): Map<string, Member> {
	const capitalize = (text: string) => text[0].toUpperCase() + text.slice(1);
	const name = `GrokVideoV1${capitalize(resource)}${capitalize(operation)}Params`;
	const alias = sourceFile.statements
		.filter(ts.isTypeAliasDeclaration)
		.find((statement) => statement.name.text === name);
	const members = membersOf(alias?.type);
	// `model` is a single value: its members are not fields.
	return new Map(members.filter(([path]) => !path.startsWith('model.')));
}

const OPERATIONS = Object.entries(operations).flatMap(([resource, operationsOfResource]) =>
	Object.keys(operationsOfResource).map((operation) => [resource, operation]),
);

/** Paths of all fields that an operation can have. */
function fieldPathsOf(resource: string, operation: string): string[] {
	const fields = description.properties.filter(({ displayOptions }) => {
		const { resource: shownResources = [resource], operation: shownOperations = [operation] } =
			displayOptions?.show ?? {};
		return shownResources.includes(resource) && shownOperations.includes(operation);
	});
	const names = fields.map(({ name }) => name);
	const paths = new Set(allFields.map(({ path }) => path));
	return [...paths].filter((path) => names.includes(path.split('.')[0]));
}

describe.each(OPERATIONS)('the generated type of %s: %s', (resource, operation) => {
	const members = parameterMembers(resource, operation);

	it('has exactly the fields of the operation', () => {
		const rowTypes = ['images.image', 'frames.frame'];
		const paths = [...members.keys()].filter((path) => !rowTypes.includes(path));
		expect(paths.sort()).toEqual(fieldPathsOf(resource, operation).sort());
	});

	it('requires only the fields that are always needed', () => {
		const required = [...members].filter(([, member]) => member.required).map(([name]) => name);
		const requiredForVideo = ['get', 'wait'].includes(operation) ? 'taskId' : 'prompt';
		const expected = resource === 'video' ? [requiredForVideo] : [];
		expect(required).toEqual(['resource', 'operation', ...expected]);
	});
});

describe.each(['create', 'createAndWait'])('the generated type of video: %s', (operation) => {
	const members = parameterMembers('video', operation);

	it.each(MODELS)('allows and documents the choices of $id', (model) => {
		const choicesOfModel = [
			['inputMode', modesOf(model)] as const,
			...Object.values(model.modes).flatMap(({ seconds, aspectRatios, resolutions }) => [
				['seconds', seconds] as const,
				['aspectRatio', aspectRatios] as const,
				['resolution', resolutions] as const,
			]),
		];
		for (const [name, choices] of choicesOfModel) {
			const { type, doc } = members.get(name)!;
			const literals = type.split('|').map((literal) => literal.trim().replace(/'/g, ''));
			expect(literals).toEqual(expect.arrayContaining(choices.map(String)));
			expect(doc).toMatch(new RegExp(`[:;] ${model.id}[^:;]*: ${choices.join(', ')}`));
		}
	});

	it.each([
		'inputMode',
		'seconds',
		'aspectRatio',
		'resolution',
		'imageSource',
		'imageUrl',
		'imageBinaryField',
	])('does not limit %s to one model', (name) => {
		expect(members.get(name)!.doc).not.toContain('@displayOptions');
		expect(members.get(name)!.doc).toContain('@builderHint');
	});
});

// n8n's generator drops fields with this name: it treats them as discriminators, like `resource` and `operation`.
it('no field is called "mode"', () => {
	expect(allFields.map(({ path }) => path)).not.toContain('mode');
});

describe('the builder hints', () => {
	const { builderHint } = description;
	const operations = fieldsNamed('operation').flatMap(choicesOf);
	const texts = [
		builderHint!.searchHint!,
		...builderHint!.relatedNodes!.map(({ relationHint }) => relationHint),
		...allFields.flatMap(({ field }) => field.builderHint?.propertyHint ?? []),
		...operations.flatMap((operation) => operation.builderHint?.propertyHint ?? []),
	];

	it('are accepted by n8n', () => {
		expect(() => validateNodeDescription(description)).not.toThrow();
	});

	it('name every operation, say what it costs, and explain how to wait for slow tasks', () => {
		for (const { name, value, builderHint: hint } of operations) {
			expect(builderHint!.searchHint).toContain(name);
			if (value !== 'getMany') expect(hint!.propertyHint).toMatch(/costs? (money|nothing)/i);
		}
		expect(builderHint!.searchHint).toMatch(/costs the user money.*Create, then a Wait node/s);
	});

	it('contain no expressions or connection names, which n8n does not allow', () => {
		expect(texts.length).toBeGreaterThan(5);
		for (const text of texts) expect(text).not.toMatch(/=\{\{|\bai_\w/);
	});
});
