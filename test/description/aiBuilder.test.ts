import { generateNodeTypeFile } from '@n8n/workflow-sdk';
import { validateNodeDescription } from 'n8n-core/dist/nodes-loader/validate-node-description';
import ts from 'typescript';
import { MODELS, modesOf } from '../../nodes/GrokVideo/models';
import { operations } from '../support/outputs';
import { choicesOf, description, fieldsNamed, allFields } from '../support/descriptionFields';

/** What n8n's AI builder and MCP server see of the node: types from n8n's own generator. */

type Description = Parameters<typeof generateNodeTypeFile>[0];

const code = generateNodeTypeFile(description as unknown as Description);
const file = ts.createSourceFile('types.ts', code, ts.ScriptTarget.ES2021, true);

interface Member {
	required: boolean;
	type: string;
	/** Its comment: description, hints, conditions. */
	doc: string;
}

function membersOf(node: ts.Node | undefined, path = ''): Array<[path: string, member: Member]> {
	if (!node) return [];
	if (ts.isTypeReferenceNode(node)) return membersOf(node.typeArguments?.[0], path); // Array<…>
	if (!ts.isTypeLiteralNode(node)) return [];
	return node.members.filter(ts.isPropertySignature).flatMap((member) => {
		const name = `${path}${member.name.getText()}`;
		const found: Member = {
			required: member.questionToken === undefined,
			type: member.type!.getText(),
			doc: member.getFullText().slice(0, -member.getText().length),
		};
		return [[name, found] as [string, Member], ...membersOf(member.type, `${name}.`)];
	});
}

const typeOf = (resource: string, operation: string) => {
	const upper = (text: string) => text[0].toUpperCase() + text.slice(1);
	const name = `GrokVideoV1${upper(resource)}${upper(operation)}Params`;
	const [alias] = file.statements.filter(
		(statement) => ts.isTypeAliasDeclaration(statement) && statement.name.text === name,
	);
	const members = membersOf((alias as ts.TypeAliasDeclaration | undefined)?.type);
	return new Map(members.filter(([path]) => !path.startsWith('model.'))); // a value, not fields
};

const OPERATIONS = Object.entries(operations).flatMap(([resource, own]) =>
	Object.keys(own).map((operation) => [resource, operation]),
);

/** Paths of all fields that an operation can have. */
function fieldsOf(resource: string, operation: string): string[] {
	const own = description.properties.filter(({ displayOptions }) => {
		const { resource: resources = [resource], operation: all = [operation] } =
			displayOptions?.show ?? {};
		return resources.includes(resource) && all.includes(operation);
	});
	const names = own.map(({ name }) => name);
	const paths = new Set(allFields.map(({ path }) => path));
	return [...paths].filter((path) => names.includes(path.split('.')[0]));
}

describe.each(OPERATIONS)('the type of %s: %s', (resource, operation) => {
	const members = typeOf(resource, operation);

	it('has every field of the operation', () => {
		const rows = ['images.image', 'frames.frame'];
		const found = [...members.keys()].filter((path) => !rows.includes(path));
		expect(found.sort()).toEqual(fieldsOf(resource, operation).sort());
	});

	it('requires only what is always needed', () => {
		const required = [...members].filter(([, member]) => member.required).map(([name]) => name);
		const ofVideo = ['get', 'wait'].includes(operation) ? 'taskId' : 'prompt';
		const always = resource === 'video' ? [ofVideo] : [];
		expect(required).toEqual(['resource', 'operation', ...always]);
	});
});

describe.each(['create', 'createAndWait'])('the type of video: %s', (operation) => {
	const members = typeOf('video', operation);

	it.each(MODELS)('offers and lists the choices of $id', (model) => {
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

	const SHAPE = ['inputMode', 'seconds', 'aspectRatio', 'resolution'];
	const IMAGE = ['imageSource', 'imageUrl', 'imageBinaryField'];
	it.each([...SHAPE, ...IMAGE])('does not limit %s to one model', (name) => {
		expect(members.get(name)!.doc).not.toContain('@displayOptions');
		expect(members.get(name)!.doc).toContain('@builderHint');
	});
});

it('no parameter has a name that n8n drops, except resource and operation', () => {
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

	it('say what each operation is for, what it costs, and how to wait long', () => {
		for (const { name, value, builderHint: hint } of operations) {
			expect(builderHint!.searchHint).toContain(name);
			if (value !== 'getMany') expect(hint!.propertyHint).toMatch(/costs? (money|nothing)/i);
		}
		expect(builderHint!.searchHint).toMatch(/costs the user money.*Create, then a Wait node/s);
	});

	it('contain no expression and no connection name, which n8n does not allow', () => {
		expect(texts.length).toBeGreaterThan(5);
		for (const text of texts) expect(text).not.toMatch(/=\{\{|\bai_\w/);
	});
});
