import { NodeHelpers, Workflow, type INodeParameters, type INodeTypes } from 'n8n-workflow';
import { operations } from '../../nodes/GrokVideo/actions/operations';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { MODELS } from '../../nodes/GrokVideo/models';
import { fieldsFor, hintsBefore, offeredOptions, shownFields } from '../support/editor';
import { outputs } from '../support/outputs';
import { getMany, modelField, numberedItems, video } from '../support/parameters';
import { choicesOf, credential, description, fieldsNamed, places } from '../support/places';

const [ofVideo, ofModel, ofAccount] = fieldsNamed('operation');

describe('every option', () => {
	it.each(
		places.flatMap(({ path, field }) =>
			choicesOf(field).map((choice) => [`${path}=${String(choice.value)}`, choice] as const),
		),
	)('%s has a name, a value and a description', (_place, { name, value, description }) => {
		expect(name).toMatch(/\S/);
		expect(['string', 'number']).toContain(typeof value);
		expect(value).not.toBe('');
		expect(description).toMatch(/\S/);
	});

	it.each(
		places
			.filter(({ field }) => field.options !== undefined)
			.map(({ path, field }) => [path, field] as const),
	)('of %s differs from the others, and the default is one of them', (_path, field) => {
		const values = choicesOf(field).map(({ value }) => value);
		expect(new Set(values).size).toBe(values.length);
		expect(new Set(choicesOf(field).map(({ name }) => name)).size).toBe(values.length);
		expect(field.options!.length).toBeGreaterThan(0);
		if (field.type === 'options') expect(values).toContain(field.default);
	});
});

describe('every operation', () => {
	it.each([
		['video', ofVideo, outputs.video],
		['model', ofModel, outputs.model],
		['account', ofAccount, outputs.account],
	])('of %s has an action and code behind it, and all code has an operation', (...given) => {
		const [resource, field, outputFields] = given;
		expect(field.displayOptions).toEqual({ show: { resource: [resource] } });
		expect(choicesOf(field).map(({ value }) => value)).toEqual(Object.keys(operations[resource]));
		expect(Object.keys(outputFields)).toEqual(Object.keys(operations[resource]));
		for (const { action, name } of choicesOf(field)) {
			expect(action).toMatch(/^[A-Z][a-z ]+$/); // sentence case
			expect(action).not.toMatch(/\b(an?|the)\b/i);
			expect(action!.split(' ')[0]).toBe(name.split(' ')[0]);
		}
		for (const [name, { prepare }] of Object.entries(operations[resource])) {
			expect(prepare).toBeInstanceOf(Function);
			expect(Object.keys(outputFields[name]).length).toBeGreaterThan(0);
		}
	});

	it('has methods behind the fields and the credential that ask for one', () => {
		const { listSearch, credentialTest } = new GrokVideo().methods;
		const [{ modes }] = fieldsNamed('model');
		const methods = modes!.flatMap(({ typeOptions }) => typeOptions?.searchListMethod ?? []);
		expect(methods).toEqual(Object.keys(listSearch));
		expect(description.credentials!.map(({ testedBy }) => testedBy)).toEqual(
			Object.keys(credentialTest),
		);
		expect(description.credentials!.map(({ name }) => name)).toEqual([credential.name]);
	});
});

describe('what is shown', () => {
	const common = ['inputMode', 'prompt', 'seconds', 'aspectRatio', 'resolution'];
	const namesOf = (parameters: INodeParameters) => shownFields(parameters).map(({ name }) => name);

	it.each<[string, INodeParameters, string[]]>([
		['Create', { operation: 'create' }, ['model', ...common, 'simplify', 'options']],
		[
			'Create and Wait',
			{ operation: 'createAndWait' },
			['model', ...common, 'downloadVideo', 'outputField', 'simplify', 'options'],
		],
		[
			'Create and Wait without a download',
			{ operation: 'createAndWait', downloadVideo: false },
			['model', ...common, 'downloadVideo', 'simplify', 'options'],
		],
		['Get Status', { operation: 'get' }, ['taskId', 'downloadVideo', 'simplify', 'options']],
		[
			'Get Status with a download',
			{ operation: 'get', downloadVideo: true },
			['taskId', 'downloadVideo', 'outputField', 'simplify', 'options'],
		],
		[
			'Wait for Completion',
			{ operation: 'wait' },
			['taskId', 'downloadVideo', 'outputField', 'simplify', 'options'],
		],
	])('for %s is what it needs, in this order', (_operation, parameters, expected) => {
		expect(namesOf(video(parameters))).toEqual(['resource', 'operation', ...expected]);
	});

	it.each<[string, INodeParameters, string[]]>([
		['create', {}, ['model', ...common, 'output', 'options']],
		['createAndWait', {}, ['model', ...common, 'output', 'options']],
		['get', {}, ['taskId', 'output', 'options']],
		['wait', { output: 'selected' }, ['taskId', 'output', 'selectedFields', 'options']],
	])(
		'for %s as a tool is what an agent has a use for: no download, and Output for Simplify',
		(operation, more, expected) => {
			const shown = shownFields(video({ operation, ...more }), true).map(({ name }) => name);
			expect(shown).toEqual(['resource', 'operation', ...expected]);
			expect(offeredOptions(video({ operation }), true)).not.toContain('fileName');
		},
	);

	it('for Get Many is no field of a video, and a limit only where there is one', () => {
		const own = ['resource', 'operation', 'returnAll', 'videoOnly', 'simplify'];
		expect(namesOf(getMany())).toEqual(own);
		own.splice(3, 0, 'limit');
		expect(namesOf(getMany({ returnAll: false }))).toEqual(own);
	});

	it.each([
		['url', ['source', 'url']],
		['binary', ['source', 'binaryField']],
	])('in a row of images that come as %s is one address', (source, expected) => {
		const fields = places.filter(({ path }) => /^images\.image\.\w+$/.test(path));
		const shown = fields.filter(({ field }) =>
			NodeHelpers.displayParameter({ source }, field, null, description),
		);
		expect([...new Set(shown.map(({ field }) => field.name))]).toEqual(expected);
	});

	it.each([
		['apixgo', ['provider', 'apiKey']],
		['constreet', ['provider', 'apiKey']],
		['custom', ['provider', 'baseUrl', 'protocol', 'apiKey']],
		['xai', ['provider', 'apiKey']],
	])('in the credential of the provider %s is what it needs', (provider, expected) => {
		const shown = credential.properties.filter((field) =>
			NodeHelpers.displayParameter({ provider }, field, null, null),
		);
		expect(shown.map(({ name }) => name)).toEqual(expected);
	});

	it('for an expression is all that its value may need', () => {
		const source = video({ inputMode: 'image', imageSource: '={{ $json.source }}' });
		expect(namesOf(source)).toEqual(
			expect.arrayContaining(['imageUrl', 'imageBinaryField', 'imageSource']),
		);
		const mode = video({ inputMode: '={{ $json.mode }}' });
		expect(namesOf(mode)).toEqual(expect.arrayContaining(['imageSource', 'imageUrl', 'images']));
		const download = video({ operation: 'get', downloadVideo: '={{ $json.download }}' });
		expect(namesOf(download)).toContain('outputField');
	});

	it('has no name twice, whatever is chosen', () => {
		const expression = '={{ $json.x }}';
		const models = [...MODELS.map(({ id }) => id), 'unknown', '', expression];
		const chosen = models.flatMap((model) =>
			['text', 'image', 'images', expression].flatMap((mode) =>
				['url', 'binary', expression].flatMap((imageSource) =>
					[true, false, expression].flatMap((downloadVideo) =>
						Object.keys(operations.video).map((operation): INodeParameters => ({
							...video({ operation, inputMode: mode, imageSource, downloadVideo }),
							model: modelField(model, 'id'),
						})),
					),
				),
			),
		);
		for (const parameters of [...chosen, getMany()]) {
			for (const fields of [
				shownFields(parameters),
				fieldsFor(parameters),
				shownFields(parameters, true),
			]) {
				const names = fields.map(({ name }) => name);
				expect({ parameters, names }).toEqual({ parameters, names: [...new Set(names)] });
			}
		}
	});
});

describe('before a run, the editor', () => {
	const messages = (parameters: INodeParameters, items: number) =>
		hintsBefore(parameters, numberedItems(items)).map(({ type, message }) => `${type}: ${message}`);

	it.each(['create', 'createAndWait'])(
		'says of %s that it pays more than one video',
		(operation) => {
			const own = video({ operation });
			for (const items of [0, 1]) expect(messages(own, items)).toEqual([]);
			for (const items of [2, 19]) {
				expect(messages(own, items)).toEqual([
					expect.stringMatching(/^info: This will create a video for each input item\. .*billed/),
				]);
			}
			for (const items of [20, 500]) {
				expect(messages(own, items)).toEqual([
					expect.stringMatching(/^warning: This will create 20 videos or more.*billed/),
				]);
			}
		},
	);

	it('says nothing of operations that cost nothing', () => {
		const free = [video({ operation: 'get' }), video({ operation: 'wait' }), getMany()];
		for (const parameters of free) expect(messages(parameters, 50)).toEqual([]);
	});
});

describe('the line under the node’s name', () => {
	function subtitle(parameters: INodeParameters): unknown {
		const own = { id: '1', name: 'Grok Video', type: 'grokVideo', typeVersion: 1 };
		const nodeTypes = { getByNameAndVersion: () => new GrokVideo() } as unknown as INodeTypes;
		const workflow = new Workflow({
			nodes: [{ ...own, position: [0, 0], parameters }],
			connections: {},
			active: false,
			nodeTypes,
		});
		const node = workflow.getNode(own.name)!;
		return workflow.expression.getSimpleParameterValue(
			node,
			description.subtitle,
			'internal',
			{},
			undefined,
			'',
		);
	}

	it.each(choicesOf(ofVideo).map(({ name, value }) => [name, String(value)]))(
		'names the operation %s, and before it the model where there is one',
		(name, operation) => {
			const models: Record<string, string> = {
				create: 'grok-image-video: ',
				createAndWait: 'grok-image-video: ',
				edit: 'grok-imagine-video: ',
				extend: 'grok-imagine-video: ',
			};
			expect(subtitle(video({ operation }))).toBe((models[operation] ?? '') + name);
		},
	);

	it('names Get Many, and says where the model comes from when that is an expression', () => {
		expect(subtitle(getMany())).toBe('Get Many');
		const model = modelField('={{ $json.model }}', 'id');
		expect(subtitle(video({ model }))).toBe('model by expression: Create');
	});
});
