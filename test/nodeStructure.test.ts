import type { INodeParameters, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { GrokVideoApi } from '../credentials/GrokVideoApi.credentials';
import { operations as modelOperations } from '../nodes/GrokVideo/actions/model';
import { operations as videoOperations } from '../nodes/GrokVideo/actions/video';
import { GrokVideo } from '../nodes/GrokVideo/GrokVideo.node';
import { MODELS } from '../nodes/GrokVideo/models';
import { fieldsFor, shownFields, valuesOf } from './support/editor';
import { getMany, modelField, video } from './support/parameters';

const { description } = new GrokVideo();
const credential = new GrokVideoApi();

/** A field, or one of its choices, with the names that lead to it. */
interface Place {
	path: string;
	field: INodeProperties;
}

function walk(fields: INodeProperties[], path = ''): Place[] {
	return fields.flatMap((field) => {
		const place = { path: `${path}${field.name}`, field };
		const inner = (field.options ?? []).flatMap((option) => {
			if ('values' in option) return walk(option.values, `${place.path}.${option.name}.`);
			return 'type' in option ? walk([option], `${place.path}.`) : [];
		});
		return [place, ...inner];
	});
}

const places = [...walk(description.properties), ...walk(credential.properties, 'credential.')];
const choicesOf = ({ options = [] }: INodeProperties) =>
	options.filter((option): option is INodePropertyOptions => 'value' in option);
const fieldsNamed = (path: string) => places.filter((place) => place.path === path);
const textsOf = ({ path, field }: Place): Array<[string, string]> => [
	...[field.description, field.hint].flatMap((text): Array<[string, string]> =>
		text === undefined ? [] : [[path, text]],
	),
	...choicesOf(field).flatMap((choice): Array<[string, string]> =>
		choice.description === undefined
			? []
			: [[`${path}=${String(choice.value)}`, choice.description]],
	),
];

describe('the names that saved workflows depend on', () => {
	it('are those of the node and its credential', () => {
		expect(description).toMatchObject({
			name: 'grokVideo',
			displayName: 'Grok Video',
			version: 1,
			usableAsTool: true,
			credentials: [{ name: 'grokVideoApi', required: true }],
		});
		expect(credential).toMatchObject({ name: 'grokVideoApi', displayName: 'Grok Video API' });
		const fields = credential.properties.map((field) => [field.name, field.default]);
		expect(fields).toEqual([
			['provider', 'apixgo'],
			['baseUrl', ''],
			['apiKey', ''],
		]);
		expect(choicesOf(credential.properties[0]).map(({ value }) => value)).toEqual([
			'apixgo',
			'constreet',
			'custom',
		]);
		expect(credential.properties[2].typeOptions).toEqual({ password: true });
	});

	it.each<[string, string[], unknown]>([
		['resource', ['model', 'video'], 'video'],
		['mode', ['text', 'image', 'images'], 'text'],
		['imageSource', ['binary', 'url'], 'url'],
		['images.image.source', ['binary', 'url'], 'url'],
		['options.onTimeout', ['error', 'return'], 'error'],
		['options.requestForm', ['auto', 'image_urls', 'input_reference', 'reference_images'], 'auto'],
	])('are the choices of %s', (path, values, byDefault) => {
		expect(fieldsNamed(path).length).toBeGreaterThan(0);
		for (const { field } of fieldsNamed(path)) {
			expect(choicesOf(field).map(({ value }) => value)).toEqual(values);
			expect(field.default).toBe(byDefault);
		}
	});

	it('are the operations, with a label and code behind each', () => {
		const [ofVideo, ofModel] = fieldsNamed('operation').map(({ field }) => field);
		expect(choicesOf(ofVideo).map(({ name, value }) => [value, name])).toEqual([
			['create', 'Create'],
			['createAndWait', 'Create and Wait'],
			['get', 'Get Status'],
			['wait', 'Wait for Completion'],
		]);
		expect(ofVideo.default).toBe('createAndWait');
		expect(choicesOf(ofModel).map(({ value }) => value)).toEqual(['getMany']);
		expect(ofModel.default).toBe('getMany');
		expect(Object.keys(videoOperations)).toEqual(choicesOf(ofVideo).map(({ value }) => value));
		expect(Object.keys(modelOperations)).toEqual(['getMany']);
		for (const choice of [...choicesOf(ofVideo), ...choicesOf(ofModel)]) {
			expect(choice.action).toMatch(/^[A-Z]/);
			expect(choice.description).toMatch(/^[A-Z]/);
		}
	});

	it.each<[string, unknown]>([
		['prompt', ''],
		['imageUrl', ''],
		['imageBinaryField', 'data'],
		['images', {}],
		['images.image.url', ''],
		['images.image.binaryField', 'data'],
		['seconds', 4],
		['aspectRatio', '16:9'],
		['resolution', '720p'],
		['taskId', ''],
		['outputField', 'data'],
		['simplify', true],
		['options', {}],
		['options.pollInterval', 5],
		['options.maxWait', 300],
		['options.fileName', ''],
		['options.extraBody', '{}'],
	])('keep their defaults: %s', (path, byDefault) => {
		const fields = fieldsNamed(path);
		expect(fields.length).toBeGreaterThan(0);
		for (const { field } of fields) expect(field.default).toEqual(byDefault);
	});

	it('hold a model as a resource locator, from the list or by ID', () => {
		expect(fieldsNamed('model')[0].field).toMatchObject({
			type: 'resourceLocator',
			default: { mode: 'list', value: 'grok-image-video' },
			modes: [{ name: 'list' }, { name: 'id' }],
		});
	});

	it.each([
		['createAndWait', true],
		['wait', true],
		['get', false],
		['create', undefined],
	])('download the video by default for %s: %s', (operation, byDefault) => {
		expect(valuesOf(video({ operation })).downloadVideo).toBe(byDefault);
	});
});

it('no name is shown twice, whatever is chosen', () => {
	const models = [...MODELS.map(({ id }) => id), 'unknown', '', '={{ $json.model }}'];
	const shown = models.flatMap((model) =>
		['text', 'image', 'images'].flatMap((mode) =>
			['url', 'binary'].flatMap((imageSource) =>
				Object.keys(videoOperations).map((operation): INodeParameters => ({
					...video({ operation, mode, imageSource, downloadVideo: true }),
					model: modelField(model, 'id'),
				})),
			),
		),
	);
	for (const parameters of [...shown, getMany()]) {
		for (const fields of [shownFields(parameters), fieldsFor(parameters)]) {
			const names = fields.map(({ name }) => name);
			expect({ parameters, names }).toEqual({ parameters, names: [...new Set(names)] });
		}
	}
});

describe('every text of the node', () => {
	it.each(places.map(({ path, field }) => [path, field] as const))(
		'%s has a label in title case, and a placeholder that is an example',
		(_path, field) => {
			const small = ['a', 'an', 'and', 'as', 'for', 'in', 'of', 'on', 'the', 'to', 'with'];
			const labels = [field.displayName, ...choicesOf(field).map(({ name }) => name)];
			for (const word of labels.flatMap((label) => label.split(/[\s(]+/))) {
				if (!small.includes(word) && word !== 'new-api') expect(word).toMatch(/^[A-Z0-9]/);
			}
			const isExample = ['string', 'number', 'json'].includes(field.type);
			if (isExample && field.placeholder) expect(field.placeholder).toMatch(/^e\.g\. /);
			if (field.type === 'boolean') expect(field.description).toMatch(/^Whether /);
		},
	);

	it.each(places.flatMap(textsOf))(
		'%s ends with a full stop only after several sentences: %s',
		(_path, text) => {
			const sentences = text.replace(/\d\.\d|e\.g\./g, '').split(/\.\s+(?=[A-Z])/);
			expect(text.endsWith('.')).toBe(sentences.length > 1);
			expect(text).toMatch(/^[A-Z]/);
			expect(text).not.toMatch(/\s{2}|\s$/);
		},
	);

	it('explains each field that a user fills in', () => {
		const selfEvident = ['resource', 'operation', 'options', 'outputField', 'images.image'];
		const silent = places.filter(
			({ path, field }) => !field.description && !selfEvident.includes(path),
		);
		expect(silent.map(({ path }) => path)).toEqual([]);
	});
});
