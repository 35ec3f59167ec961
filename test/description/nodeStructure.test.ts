import { Workflow, type INode, type INodeParameters, type INodeTypes } from 'n8n-workflow';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { operations, outputs } from '../support/outputs';
import { modelField, createParameters } from '../support/parameters';
import {
	choicesOf,
	credential,
	description,
	fieldsNamed,
	allFields,
} from '../support/descriptionFields';

const [videoOperation, modelOperation, accountOperation] = fieldsNamed('operation');

describe('the choices', () => {
	const paths = allFields.filter(({ field }) => field.options).map(({ path }) => path);
	it.each([...new Set(paths)])('of %s have unique names and values', (path) => {
		for (const field of fieldsNamed(path).filter(({ options }) => options)) {
			const choices = choicesOf(field);
			const values = choices.map(({ value }) => value);
			expect(field.options!.length).toBeGreaterThan(0);
			expect(new Set(values).size).toBe(values.length);
			expect(new Set(choices.map(({ name }) => name)).size).toBe(values.length);
			expect(values).not.toContain('');
			for (const { name } of choices) expect(name).toMatch(/\S/);
			if (field.type === 'options') expect(values).toContain(field.default);
		}
	});
});

describe('the operations', () => {
	it.each([
		['video', videoOperation],
		['model', modelOperation],
		['account', accountOperation],
	] as const)('of %s have an action, an implementation and output fields', (resource, field) => {
		expect(field.displayOptions).toEqual({ show: { resource: [resource] } });
		expect(choicesOf(field).map(({ value }) => value)).toEqual(Object.keys(operations[resource]));
		for (const { action } of choicesOf(field)) {
			expect(action).toMatch(/^[A-Z][a-z ]+$/); // sentence case
			expect(action).not.toMatch(/\b(an?|the)\b/i);
		}
		for (const [name, { prepare }] of Object.entries(operations[resource])) {
			expect(prepare).toBeInstanceOf(Function);
			expect(Object.keys(outputs[resource][name]).length).toBeGreaterThan(0);
		}
	});

	it('have actions that users search for: the one that waits is "Create video"', () => {
		const actions = new Map(choicesOf(videoOperation).map(({ value, action }) => [value, action]));
		expect(actions.get('create')).toBe('Start video without waiting');
		expect(actions.get('createAndWait')).toBe('Create video');
	});
});

it('the model field and the credential refer to existing methods', () => {
	const { listSearch, credentialTest } = new GrokVideo().methods;
	for (const { modes } of fieldsNamed('model')) {
		const methods = modes!.flatMap(({ typeOptions }) => typeOptions?.searchListMethod ?? []);
		expect(methods).toEqual(Object.keys(listSearch));
	}
	const [testedBy] = Object.keys(credentialTest);
	expect(description.credentials).toEqual([{ name: credential.name, required: true, testedBy }]);
});

describe('the subtitle', () => {
	function subtitle(parameters: INodeParameters): unknown {
		const node: INode = {
			id: '1',
			name: 'Grok Video',
			type: 'grokVideo',
			typeVersion: 1,
			position: [0, 0],
			parameters,
		};
		const nodeTypes = { getByNameAndVersion: () => new GrokVideo() } as unknown as INodeTypes;
		const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
		return workflow.expression.getSimpleParameterValue(
			workflow.getNode(node.name)!,
			description.subtitle,
			'internal',
			{},
			undefined,
			'',
		);
	}

	it('shows the operation and its model, but no model for Get Status', () => {
		expect(subtitle(createParameters())).toBe('Create: grok-image-video');
		expect(subtitle(createParameters({ operation: 'edit' }))).toBe('Edit: grok-imagine-video');
		expect(subtitle(createParameters({ operation: 'get' }))).toBe('Get Status');
		const model = modelField('={{ $json.model }}', 'id');
		expect(subtitle(createParameters({ model }))).toBe('Create: model by expression');
	});

	it('starts with the name of the operation', () => {
		for (const [index, resource] of ['video', 'model', 'account'].entries()) {
			for (const { name, value } of choicesOf(fieldsNamed('operation')[index])) {
				const text = String(subtitle({ resource, operation: String(value) }));
				expect(text.split(':')[0]).toBe(name);
			}
		}
	});
});
